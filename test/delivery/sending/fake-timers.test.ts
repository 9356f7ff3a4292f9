import { setImmediate as nextTurn } from "node:timers/promises";
import { RunnableLambda } from "@langchain/core/runnables";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { OpikCallbackHandler } from "../../../src/index.js";
import { startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import { expectQuietHost } from "../../support/process/quiet-host.js";
import { deferred } from "../../support/time/deferred.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const LONG_AGO = new Date("2001-02-03T04:05:06Z");

function fakeTimers(): void {
  vi.useFakeTimers({ now: LONG_AGO });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

const chain = RunnableLambda.from((x: string) => x);

describe("while a program's tests use fake timers", () => {
  test("flush() and close() end by real time under fake timers when the server does not answer", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const opik = await startRecordingOpikServer({ script: [{ kind: "never" }, { kind: "never" }] });
    const handler = new OpikCallbackHandler({ apiUrl: opik.url });
    onTestFinished(async () => {
      await opik.close();
      vi.restoreAllMocks();
    });
    fakeTimers();

    await chain.invoke("a", { callbacks: [handler] });

    expect(await handler.flush({ timeoutMs: 50 })).toMatchObject({ delivered: 0, waiting: 1 });
    expect(await handler.close({ timeoutMs: 50 })).toMatchObject({ delivered: 0, dropped: { unreachable: 1 } });
  });

  test("records are sent once by real time and with real times, however far fake timers are advanced", async () => {
    expectQuietHost();
    const startedAt = new Date().toISOString();
    const world = await traceWorld(undefined, { maxWaitMs: 1 });
    fakeTimers();

    await chain.invoke("a", { callbacks: [world.handler] });
    for (let turn = 0; turn < 50; turn += 1) {
      vi.advanceTimersByTime(60_000);
      await nextTurn();
    }
    await world.opik.waitFor({ traces: 1 });
    await world.handler.flush();

    expect(world.opik.requests).toHaveLength(1);
    expect(world.opik.traces[0]?.start_time.localeCompare(startedAt)).toBeGreaterThan(0);
  });

  test("waiting for an agent's configuration ends by real time under fake timers", async () => {
    const { withinTime } = await import("../../../src/runtime/within-time.js");
    fakeTimers();

    await expect(withinTime(deferred().promise, 20)).rejects.toThrow("no answer within 20 ms");
  });
});

test("timers that are numbers, as in a simulated browser, do not stop delivery", async () => {
  expectQuietHost();
  const world = await traceWorld();
  const { setTimeout: start, setInterval: repeat } = globalThis;
  vi.stubGlobal("setTimeout", (work: () => void, ms: number) => Number(start(work, ms)));
  vi.stubGlobal("setInterval", (work: () => void, ms: number) => Number(repeat(work, ms)));
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });

  await chain.invoke("a", { callbacks: [world.handler] });

  expect(await world.handler.flush()).toMatchObject({ delivered: 1 });
});
