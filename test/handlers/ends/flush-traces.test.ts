import { rmSync } from "node:fs";
import { join } from "node:path";
import { RunnableLambda } from "@langchain/core/runnables";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { flushTraces, OpikCallbackHandler, type OpikCallbackHandlerOptions } from "../../../src/index.js";
import { recordTraces } from "../../../src/testing/index.js";
import { temporaryFolder } from "../../store/support/databases.js";
import { placeEmptyStore } from "../../store/support/empty-store.js";
import { startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import { forgetProcess } from "../../support/process/forget-process.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const NOTHING = { delivered: 0, spooled: 0, waiting: 0, dropped: {} };
const fine = RunnableLambda.from((x: number) => x).withConfig({ runName: "fine" });

beforeEach(() => {
  forgetProcess();
  for (const name of ["OPIK_API_KEY", "OPIK_URL_OVERRIDE"]) vi.stubEnv(name, "");
  vi.stubEnv("OPIK_LANGCHAIN_SPOOL", "false");
  onTestFinished(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
});

async function startOpik() {
  const opik = await startRecordingOpikServer();
  onTestFinished(() => opik.close());
  return opik;
}

function newHandler(options: OpikCallbackHandlerOptions): OpikCallbackHandler {
  const handler = new OpikCallbackHandler(options);
  onTestFinished(async () => {
    await handler.close({ timeoutMs: 1_000 });
  });
  return handler;
}

test("flushTraces sends the records of every handler in the process", async () => {
  const opik = await startOpik();
  const handlers = [newHandler({ apiUrl: opik.url }), newHandler({ apiUrl: opik.url, workspaceName: "other" })];
  for (const handler of handlers) await fine.invoke(1, { callbacks: [handler] });

  expect(await flushTraces()).toEqual({ ...NOTHING, delivered: 2 });
  expect(opik.traces).toHaveLength(2);
});

test("flush sends nothing for a handler without records, even if others have some for the same server", async () => {
  const opik = await startOpik();
  await fine.invoke(1, { callbacks: [newHandler({ apiUrl: opik.url, maxWaitMs: 600_000 })] });

  expect(await newHandler({ apiUrl: opik.url }).flush()).toEqual(NOTHING);
  expect(opik.requests).toEqual([]);
});

test("flushTraces ends a stream that its caller has aborted, and sends what had arrived", async () => {
  const world = await traceWorld(() => ({ kind: "silent", text: "An owl is" }));
  const caller = new AbortController();
  const stream = await world.chatModel().stream("Owls?", { callbacks: [world.handler], signal: caller.signal });
  const reading = (async () => {
    for await (const { text } of stream) if (text === "is") caller.abort();
  })();
  await expect(reading).rejects.toThrow();

  expect(await flushTraces()).toEqual({ ...NOTHING, delivered: 2 });
  expect(world.opik.spans).toMatchObject([{ error_info: { exception_type: "AbortError" } }]);
});

test("flushTraces reports records for which no server was configured", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  await fine.invoke(1, { callbacks: [newHandler({})] });

  expect(await flushTraces()).toEqual({ ...NOTHING, dropped: { unconfigured: 1 } });
  expect(await flushTraces()).toEqual(NOTHING);
});

test("flushTraces reports records that sampling dropped, except those of a test's recorder", async () => {
  const opik = await startOpik();
  await fine.pipe(fine).invoke(1, { callbacks: [newHandler({ apiUrl: opik.url, sampleRate: 0 })] });
  await fine.invoke(1, { callbacks: [recordTraces({ sampleRate: 0 }).handler] });

  expect(await flushTraces()).toEqual({ ...NOTHING, dropped: { sampled_out: 3 } });
  expect(await flushTraces()).toEqual(NOTHING);
});

test("flushTraces writes to a trace store too, alone or beside Opik", { timeout: 120_000 }, async () => {
  const opik = await startOpik();
  const folder = temporaryFolder();
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const options = { store: placeEmptyStore(join(folder, "traces")), flushTimeoutMs: 60_000 };
  await fine.invoke(1, { callbacks: [newHandler(options)] });
  expect(await flushTraces()).toEqual({ ...NOTHING, delivered: 1 });

  await fine.invoke(1, { callbacks: [newHandler({ ...options, apiUrl: opik.url })] });
  expect(await flushTraces()).toEqual({ ...NOTHING, delivered: 1, store: { ...NOTHING, delivered: 1 } });
});
