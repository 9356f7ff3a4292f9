import { onTestFinished, vi } from "vitest";
import { systemClock } from "../../../src/runtime/system-clock.js";
import { ManualClock } from "./manual-clock.js";

export interface HeldTime {
  pass(seconds: number): void;
}

/**
 * Holds the clock that runs are timed by, and the timer that looks after open runs; time passes as the test says.
 * Sockets and the waits of delivery keep real time.
 */
export function holdTime(): HeldTime {
  const clock = new ManualClock(systemClock.wallTimeMs());
  const sinceMs = systemClock.elapsedMs();
  vi.spyOn(systemClock, "wallTimeMs").mockImplementation(() => clock.wallTimeMs());
  vi.spyOn(systemClock, "elapsedMs").mockImplementation(() => sinceMs + clock.elapsedMs());
  vi.spyOn(systemClock, "every").mockImplementation((intervalMs, callback) => clock.every(intervalMs, callback));
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  return {
    pass(seconds) {
      clock.advance(seconds * 1000);
    },
  };
}
