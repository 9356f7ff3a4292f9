import { expect, onTestFinished, test, vi } from "vitest";
import { CircuitBreaker } from "../../../src/delivery/sending/circuit-breaker.js";
import { ManualClock } from "../../support/time/manual-clock.js";

test("an open breaker still closes after a program's tests have moved the date forward and back", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2100, 0, 1) });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const clock = new ManualClock();
  const breaker = new CircuitBreaker({
    breakerFailures: 1,
    breakerResetAfterMs: 1_000,
    clock,
    onChange: () => undefined,
  });
  await breaker.ready();
  await breaker.send(async () => ({ kind: "later", cause: "network", message: "no connection" }));
  expect(breaker.state).toBe("open");

  vi.setSystemTime(Date.UTC(2026, 0, 1));
  clock.advance(1_001);

  expect(breaker.admission()).toEqual({ kind: "allowed" });
  expect(await breaker.send(async () => ({ kind: "accepted" }))).toEqual({ kind: "accepted" });
  expect(breaker.state).toBe("closed");
});
