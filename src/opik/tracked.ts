import { isCalledInRun } from "../instrumentation/current-run.js";
import { traced } from "../instrumentation/traced.js";
import { type TrackOptions, trackPlainly } from "./track-plainly.js";

/**
 * Like Opik's `track`, for functions that LangChain runs may call: a call inside a run is a span at its place, where
 * `track` alone would begin a trace of its own. Every other call is `track`'s. The type of the span is `general` unless
 * the options say otherwise; `track` alone records every function as a model call. The function may return anything,
 * such as a LangChain message; `track` alone loses the traces of functions that return one.
 *
 * @example
 * const loadOrders = tracked({ name: "load orders", type: "tool" }, async (customer: string) => db.orders(customer));
 */
export function tracked<This, Args extends unknown[], Result>(
  options: TrackOptions,
  work: (this: This, ...args: Args) => Result,
): (this: This, ...args: Args) => Promise<Awaited<Result>> {
  const { type = "general", name = work.name || "tracked" } = options;
  const byRun = traced(name, work, { type });
  const byTrack = trackPlainly({ ...options, name, type }, work);
  // Also after the run has ended: the LangChain runs that the function begins are at that place too.
  return function (...args) {
    return (isCalledInRun() ? byRun : byTrack).apply(this, args);
  };
}
