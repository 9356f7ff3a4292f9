import { expect, onTestFinished, test, vi } from "vitest";
import { SendGate } from "../../../src/delivery/sending/send-gate.js";
import { ManualClock } from "../../support/time/manual-clock.js";

test("a breaker that opened while a program's tests had moved the date on still closes when they set it back", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2100, 0, 1) });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const clock = new ManualClock();
  const gate = new SendGate({ breakerFailures: 1, breakerResetAfterMs: 1_000, clock, onChange: () => undefined });
  await gate.ready();
  await gate.send(async () => ({ kind: "later", cause: "network", message: "no connection" }));
  expect(gate.breaker).toBe("open");

  vi.setSystemTime(Date.UTC(2026, 0, 1));
  clock.advance(1_001);

  expect(gate.passage()).toEqual({ kind: "free" });
  expect(await gate.send(async () => ({ kind: "accepted" }))).toEqual({ kind: "accepted" });
  expect(gate.breaker).toBe("closed");
});
