import type { CancelTimer, StartTimer } from "./global-time.js";
import { outsideRequests } from "./outside-requests.js";
import { realTime } from "./real-time.js";

// Taken once, when this package is loaded: a program's tests may replace all of it by fake timers later. Time that is
// stopped or advanced there must not stop delivery, send records twice, or produce times that never were.
const { wallTimeMs, elapsedMs, startTimer: startTimerHere } = realTime();
const startTimer: StartTimer = (...timer) => outsideRequests(() => startTimerHere(...timer));
const SystemDate = Date;

/**
 * Time for everything in this package, which reads no clock and starts no timer of the runtime anywhere else. Only
 * the waits and time limits of `withOpikRetry` and `withOpikFallbacks` are the program's own, and follow its timers.
 */
export const systemClock = {
  /** The time of day in milliseconds. */
  wallTimeMs,
  /** Milliseconds from a fixed point, never set back. */
  elapsedMs,
  /** Calls back once. Only a `keepsProcess` timer keeps the host's process alive. */
  after(delayMs: number, callback: () => void, options?: { readonly keepsProcess: boolean }): CancelTimer {
    return startTimer(delayMs, callback, options?.keepsProcess === true);
  },
  /** Calls back again and again, and keeps no process alive. */
  every(intervalMs: number, callback: () => void): CancelTimer {
    let cancel: CancelTimer;
    const next = () => {
      cancel = startTimer(intervalMs, again, false);
    };
    const again = () => {
      next();
      callback();
    };
    next();
    return () => {
      cancel();
    };
  },
  /** ISO 8601 in UTC with milliseconds. */
  isoText(wallMs: number): string {
    return new SystemDate(wallMs).toISOString();
  },
};
