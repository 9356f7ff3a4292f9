import { onTestFinished, vi } from "vitest";

export interface HeldTime {
  pass(seconds: number): void;
}

/**
 * Holds the clock that runs are timed by, and the timer that looks after open runs; time passes as the test says.
 * Sockets and the waits of delivery keep real time.
 */
export function holdTime(): HeldTime {
  vi.useFakeTimers({ toFake: ["Date", "performance", "setInterval", "clearInterval"], now: Date.now() });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  return {
    pass(seconds) {
      vi.advanceTimersByTime(seconds * 1000);
    },
  };
}
