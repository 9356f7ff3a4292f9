const SIGNAL_EXIT_4 = Symbol.for("signal-exit emitter");

/**
 * How many listeners of `signal-exit` each signal has. Many programs contain it, and it ends the process only if nobody
 * else listens: if it were taken for the program itself, it and we would wait for each other.
 */
export function guestListeners(): number {
  return countOf(Reflect.get(process, "__signal_exit_emitter__")) + countOf(Reflect.get(globalThis, SIGNAL_EXIT_4));
}

function countOf(emitter: unknown): number {
  if (typeof emitter !== "object" || emitter === null || !("count" in emitter)) return 0;
  return typeof emitter.count === "number" ? emitter.count : 0;
}
