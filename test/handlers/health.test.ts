import { RunnableLambda } from "@langchain/core/runnables";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { OpikCallbackHandler } from "../../src/index.js";
import { startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";

const program = RunnableLambda.from((x: number) => x + 1);

beforeEach(() => {
  vi.stubEnv("OPIK_API_KEY", "");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
});

test("health() shows the state of a handler's delivery from before the first run until after its close", async () => {
  const server = await startRecordingOpikServer();
  onTestFinished(() => server.close());
  const handler = new OpikCallbackHandler({ apiUrl: server.url, apiKey: "the-secret-key" });
  expect(handler.health()).toMatchObject({ state: "idle", delivered: 0 });

  await program.invoke(1, { callbacks: [handler] });
  expect(handler.health()).toMatchObject({ state: "idle", queue: { records: 1 } });
  await handler.flush();
  expect(handler.health()).toMatchObject({ state: "delivering", delivered: 1, queue: { records: 0, bytes: 0 } });
  await handler.close();

  expect(handler.health()).toMatchObject({ state: "closed", delivered: 1 });
  expect(JSON.stringify(handler.health())).not.toContain("the-secret-key");
});

test("health() of a handler without a server says so before its first run, and counts what was not sent", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  onTestFinished(() => {
    warn.mockRestore();
  });
  const handler = new OpikCallbackHandler({ apiUrl: "https://www.comet.com/opik/api" });
  expect(handler.health()).toMatchObject({ state: "unconfigured", dropped: {} });

  await program.invoke(1, { callbacks: [handler] });
  await handler.flush();

  expect(handler.health()).toMatchObject({ state: "unconfigured", dropped: { unconfigured: 1 } });
  await handler.close();
  expect(handler.health()).toMatchObject({ state: "closed" });
});

test("health() counts the records of traces that sampling dropped and of those it has yet to decide on", async () => {
  const server = await startRecordingOpikServer();
  onTestFinished(() => server.close());
  const handler = new OpikCallbackHandler({ apiUrl: server.url, sampleRate: 0 });
  const recordsInMemory: number[] = [];
  const look = RunnableLambda.from((x: number) => {
    recordsInMemory.push(handler.health().queue.records);
    return x;
  });

  await program.pipe(look).invoke(1, { callbacks: [handler] });
  await handler.flush();
  await program.invoke(1, { callbacks: [handler] });

  expect(recordsInMemory).toEqual([1]);
  expect(handler.health()).toMatchObject({ queue: { records: 0, bytes: 0 }, dropped: { sampled_out: 4 } });
  await handler.close();
});
