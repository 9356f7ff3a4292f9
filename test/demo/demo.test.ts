import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";
import { onceBuilt } from "../support/process/once-built.js";
import { runProgram } from "../support/process/run-program.js";

const DEMO = new URL("../../demo/main.ts", import.meta.url);
const OFFLINE = { OPENAI_API_KEY: "", OPIK_API_KEY: "", OPIK_URL_OVERRIDE: "", NO_COLOR: "1" };

test("the demo needs no key, prints the answer and its trace, and ends by itself", async () => {
  const { exitCode, output } = await runProgram(DEMO, OFFLINE);
  expect(exitCode).toBe(0);
  expect(output).toContain("Order 1042 left our warehouse on Monday");
  expect(output).toMatch(/^support-agent +✓/m);
  expect(output).toContain("4 llm calls · 3 tool calls · 1 retrieval");
  expect(output).toContain("fallback 2 answered, after RateLimitError 429");
  expect(output).toContain("retry 2 answered, after Error");
});

test("the demo sends its trace to a named Opik and prints the link to it", async () => {
  const opik = await startRecordingOpikServer();
  onTestFinished(() => opik.close());
  const { exitCode, output } = await runProgram(DEMO, {
    ...OFFLINE,
    OPIK_URL_OVERRIDE: opik.url,
    OPIK_API_KEY: "key-1",
  });
  expect(exitCode).toBe(0);
  expect(opik.violations).toEqual([]);
  expect(opik.traces.map(({ name }) => name)).toEqual(["support-agent"]);
  expect(opik.requests[0]?.headers.authorization).toBe("key-1");
  expect(output).toContain(`In Opik: ${opik.url}/v1/session/redirect/projects/?trace_id=${opik.traces[0]?.id}`);
});

test("the demo reports a named Opik that accepts nothing, and still ends by itself", async () => {
  const opik = await startRecordingOpikServer();
  onTestFinished(() => opik.close());
  const refused = { kind: "status", status: 401, body: '{"errors":["no such key"]}' } as const;
  opik.answerNext(refused, refused, refused, refused);
  const { exitCode, output } = await runProgram(DEMO, { ...OFFLINE, OPIK_URL_OVERRIDE: opik.url });
  expect(exitCode).toBe(0);
  expect(output).toContain("0 records delivered");
  expect(output).toContain("refused");
});

test("the demo with --ui ends with its trace on a page, until it is interrupted", async () => {
  const child = spawn(process.execPath, [onceBuilt(DEMO), "--ui"], { env: { ...process.env, ...OFFLINE } });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const closed = once(child, "close");
  let output = "";
  for await (const piece of child.stdout) {
    output += String(piece);
    const [, url] = /The same on a page: (\S+)\n/.exec(output) ?? [];
    if (url === undefined) continue;
    expect(await (await fetch(`${url}/viewer/api/traces`)).json()).toMatchObject({
      traces: [{ name: "support-agent" }],
    });
    child.kill("SIGINT");
  }
  expect(output).toContain(" records delivered");
  expect(await closed).toEqual([0, null]);
});
