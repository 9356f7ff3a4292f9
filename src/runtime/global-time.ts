import { type PerformanceClock, type TimeFunctions, unfaked } from "./unfaked.js";

export type CancelTimer = () => void;

/** Calls back once. A timer that `holdsProcess` keeps the host's process alive until then. */
export type StartTimer = (delayMs: number, work: () => void, holdsProcess: boolean) => CancelTimer;

/** The sources of time. */
export interface TimeSources {
  /** Time of day, in milliseconds. */
  readonly wallTimeMs: () => number;
  /** Milliseconds from a fixed point, never set back. */
  readonly elapsedMs: () => number;
  readonly startTimer: StartTimer;
}

/** The functions of the global object, as they are now. */
export function globalTime(): TimeSources {
  return {
    wallTimeMs: (unfaked(globalThis, "Date") ?? Date).now,
    elapsedMs: nowOf(unfaked(globalThis, "performance") ?? performance),
    startTimer: timerOf(globalThis),
  };
}

/** The clock's own function, where a test has replaced it. */
export function nowOf(clock: PerformanceClock): () => number {
  const own: unknown = Reflect.get(Object(Reflect.getPrototypeOf(clock)), "now");
  // The quick path: times are taken with each callback.
  if (typeof own !== "function" || own === Reflect.get(clock, "now")) return clock.now.bind(clock);
  return () => Number(Reflect.apply(own, clock, []));
}

export function timerOf(place: TimeFunctions): StartTimer {
  // Browsers refuse these functions as methods of anything but the global object.
  const setTimeout = unfaked(place, "setTimeout");
  const clearTimeout = unfaked(place, "clearTimeout");
  return (delayMs, work, holdsProcess) => {
    const timer = setTimeout(work, delayMs);
    if (!holdsProcess) release(timer);
    return () => {
      Reflect.apply(clearTimeout, undefined, [timer]);
    };
  };
}

/** In edge runtimes and in browsers, including simulated ones, a timer is a number and keeps no process alive. */
function release(timer: unknown): void {
  if (typeof timer === "object" && timer !== null && "unref" in timer && typeof timer.unref === "function") {
    Reflect.apply(timer.unref, timer, []);
  }
}
