export type CancelTimer = () => void;

/** Time, as delivery needs it; tests bring their own. */
export interface Clock {
  /** Time of day in milliseconds, for headers that name one. */
  wallTimeMs(): number;
  /** Milliseconds from a fixed point, never set back. */
  elapsedMs(): number;
  /** Calls back once. Only a `keepsProcess` timer holds the host's process. */
  after(delayMs: number, callback: () => void, options?: { readonly keepsProcess: boolean }): CancelTimer;
}

export const systemClock: Clock = {
  wallTimeMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  after(delayMs, callback, options) {
    const timer = setTimeout(callback, delayMs);
    // In edge runtimes and browsers a timer is a number, and holds nothing.
    if (options?.keepsProcess !== true && typeof timer === "object") timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
