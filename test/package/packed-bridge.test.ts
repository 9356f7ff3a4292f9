import { symlinkSync, unlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";
import { printedTrace } from "../support/traces/printed-trace.js";
import { packedForFile } from "./install-packed.js";

const installed = packedForFile();

const PROGRAM = `
  const handler = new OpikCallbackHandler();
  const chain = RunnableLambda.from(() => read()).withConfig({ runName: "chain" });
  const read = traced("read", () => 7);
  const answer = track({ name: "answer" }, () => chain.invoke("hi", { callbacks: [handler] }));
  answer().then(() => flushAll()).then(() => handler.flush()).then(() => process.exit(0));`;
const NAMES: readonly (readonly [string, string])[] = [
  ["@langchain/core/runnables", "RunnableLambda"],
  ["langchain-opik", "OpikCallbackHandler"],
  ["langchain-opik/opik", "traced"],
  ["opik", "flushAll, track"],
];

const SETTINGS = { OPIK_CONFIG_PATH: resolve("test/support/empty-opik.config"), OPIK_LANGCHAIN_SPOOL: "false" };

test.each([
  ["bridge.mjs", "import 'langchain-opik/opik';"],
  ["bridge.cjs", "require('langchain-opik/opik');"],
])("%s: without the package `opik` the error names it, and the main entry works", async (file, load) => {
  const main = load.replace("/opik", "");

  expect(await installed().runScript(`main-${file}`, `${main} console.log("fine");`)).toBe("fine");
  await expect(installed().runScript(file, load)).rejects.toThrow(/Cannot find (package|module) 'opik'.*/s);
});

test.each([
  ["older.mjs", "import 'langchain-opik/opik';"],
  ["older.cjs", "require('langchain-opik/opik');"],
])("%s: beside an older `opik` the error names the version needed, and the main entry works", async (file, load) => {
  const link = join(installed().project, "node_modules/opik");
  symlinkSync(resolve("node_modules/opik-1-11"), link);
  onTestFinished(() => {
    unlinkSync(link);
  });
  const main = load.replace("/opik", "");

  expect(await installed().runScript(`main-${file}`, `${main} console.log("fine");`)).toBe("fine");
  await expect(installed().runScript(file, load)).rejects.toThrow(
    /needs version 2\.0\.40 or newer of the package opik/,
  );
});

test.each([
  ["traced.mjs", NAMES.map(([from, names]) => `import { ${names} } from "${from}";`)],
  ["traced.cjs", NAMES.map(([from, names]) => `const { ${names} } = require("${from}");`)],
])("%s: the bridge shares the `track` that the program loads", async (file, loads) => {
  linkOpik();
  const opik = await startRecordingOpikServer();
  onTestFinished(() => opik.close());

  await installed().runScript(file, `${loads.join("\n")}${PROGRAM}`, { ...SETTINGS, OPIK_URL_OVERRIDE: opik.url });

  const [trace] = opik.traces;
  expect(opik.traces).toHaveLength(1);
  expect(printedTrace(opik, trace?.id)).toEqual(["answer", "  answer (llm)", "    chain", "      read"]);
  expect(opik.violations).toEqual([]);
});

const TWICE = `
  const own = new OpikCallbackHandler();
  const chain = RunnableLambda.from(() => read()).withConfig({ runName: "chain" });
  const read = traced("read", () => 7);
  const answer = track({ name: "answer" }, async () => {
    await chain.invoke("by register alone");
    await chain.invoke("by both", { callbacks: [own, own] });
  });
  answer().then(() => flushAll());`;

test.each([
  ["both.mjs", "--import", NAMES.map(([from, names]) => `import { ${names} } from "${from}";`)],
  ["both.cjs", "--require", NAMES.map(([from, names]) => `const { ${names} } = require("${from}");`)],
])("%s: with `register` too, each run is recorded once, in the tracked function's trace", async (file, flag, loads) => {
  linkOpik();
  const opik = await startRecordingOpikServer();
  onTestFinished(() => opik.close());

  await installed().runScript(file, `${loads.join("\n")}${TWICE}`, {
    ...SETTINGS,
    OPIK_URL_OVERRIDE: opik.url,
    OPIK_LANGCHAIN_TRACING: "true",
    NODE_OPTIONS: `${flag} langchain-opik/register`,
  });

  expect(opik.traces).toHaveLength(1);
  expect(printedTrace(opik, opik.traces[0]?.id)).toEqual([
    "answer",
    "  answer (llm)",
    "    chain",
    "      read",
    "    chain",
    "      read",
  ]);
});

let isLinked = false;

function linkOpik(): void {
  if (isLinked) return;
  isLinked = true;
  symlinkSync(resolve("node_modules/opik"), join(installed().project, "node_modules/opik"));
}
