import { expect, it, onTestFinished } from "vitest";
import { type RecordingOpikServer, startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";
import { packedForFile } from "./install-packed.js";

const installed = packedForFile();

/** Traces one run with each of the two builds, then goes on as told. */
const twoCopies = (andThen: string): string => `
  import { createRequire } from "node:module";
  import { RunnableLambda } from "@langchain/core/runnables";
  import { OpikCallbackHandler as ByImport } from "langchain-opik";
  const { OpikCallbackHandler: ByRequire } = createRequire(import.meta.url)("langchain-opik");
  const listenersBefore = process.listenerCount("beforeExit");
  const handlers = [new ByImport(), new ByRequire()];
  for (const handler of handlers) await RunnableLambda.from(() => "done").invoke("go", { callbacks: [handler] });
  const isOneCopy = ByImport === ByRequire;
  ${andThen}`;

async function recordingServer(): Promise<RecordingOpikServer> {
  const server = await startRecordingOpikServer();
  onTestFinished(() => server.close());
  return server;
}

it("the ESM and the CommonJS copy in one process send their records together when it runs out of work", async () => {
  const server = await recordingServer();
  const script = twoCopies("console.log(isOneCopy);");

  const printed = await installed().runScript("ending.mjs", script, { OPIK_URL_OVERRIDE: server.url });

  expect(printed).toBe("false");
  expect(server.traces).toHaveLength(2);
  expect(server.requests.map(({ path }) => path)).toEqual(["/v1/private/traces/batch"]);
});

it("a flush of one copy of the package sends what the other recorded", async () => {
  const server = await recordingServer();
  const script = twoCopies("await handlers[0].flush(); process.exit(0);");

  await installed().runScript("flushing.mjs", script, { OPIK_URL_OVERRIDE: server.url });

  expect(server.traces).toHaveLength(2);
});

it("flushTraces of either copy of the package sends what both recorded", async () => {
  const server = await recordingServer();
  const script = twoCopies(`
    const byImport = await import("langchain-opik");
    const byRequire = createRequire(import.meta.url)("langchain-opik");
    const results = [await byRequire.flushTraces(), await byImport.flushTraces()];
    console.log(results.map(({ delivered }) => delivered).join());
    process.exit(0);`);

  expect(await installed().runScript("flushing-all.mjs", script, { OPIK_URL_OVERRIDE: server.url })).toBe("2,0");
  expect(server.traces).toHaveLength(2);
});

it("the ESM and the CommonJS copy in one process have one listener for its end", async () => {
  const server = await recordingServer();
  const script = twoCopies('console.log(process.listenerCount("beforeExit") - listenersBefore);');

  expect(await installed().runScript("listeners.mjs", script, { OPIK_URL_OVERRIDE: server.url })).toBe("1");
});
