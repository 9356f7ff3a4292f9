import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, inject, it, onTestFinished } from "vitest";
import { openTestViewer } from "../support/test-viewer.js";

/** The program with the version of Opik's SDK that `opik-langchain` wants, which here has another name. */
async function builtProgram(): Promise<string> {
  const outfile = join(mkdtempSync(join(inject("runFolder"), "peer-")), "program.cjs");
  await build({
    entryPoints: [fileURLToPath(new URL("../programs/opik-langchain.ts", import.meta.url))],
    ...{ outfile, bundle: true, format: "cjs", platform: "node", target: "node20", logLevel: "silent" },
    alias: { opik: "opik-1-11" },
    external: ["@langchain/core/*"],
  });
  return outfile;
}

it("the handler of opik-langchain, with Opik's SDK 1.x, sends its traces here", async () => {
  const viewer = await openTestViewer();
  onTestFinished(() => viewer.close());
  const program = await builtProgram();

  await promisify(execFile)(process.execPath, [program], {
    env: { ...process.env, OPIK_URL_OVERRIDE: viewer.apiUrl },
  });

  const { items } = await viewer.store.findTraces({ project: "peer" });
  const named = new Map(items.map((trace) => [trace.name, trace]));
  expect(named.get("fail")).toMatchObject({
    status: "error",
    errorMessage: expect.stringContaining("no owl") as unknown,
  });
  const { id = "" } = named.get("ask") ?? {};
  expect(named.get("ask")).toMatchObject({ status: "ok" });
  const spans = await viewer.store.findTraceSpans(id);
  const model = spans.find(({ kind }) => kind === "llm");
  expect(spans.map(({ id: spanId }) => spanId)).toContain(model?.parentSpanId);
  expect(spans.every(({ status }) => status === "ok")).toBe(true);
  const [kept] = await viewer.store.readSpanRecords([model?.id ?? ""]);
  expect(JSON.stringify(kept?.record.output)).toContain("It is an owl.");
});
