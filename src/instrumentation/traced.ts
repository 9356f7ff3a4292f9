import { bringAsyncContext } from "./async-context.js";
import type { TracedOptions } from "./traced-options.js";
import { runTraced } from "./traced-run.js";

/**
 * The same function, with each call recorded as a run: a span below the LangChain run that it is called in, or else a
 * trace of its own. What it calls appears below it. It is an ordinary LangChain run, so every tracer sees it.
 *
 * @example
 * const loadOrders = traced("load orders", async (customer: string) => db.orders(customer), { type: "tool" });
 * const orders = await loadOrders("acme");
 */
export function traced<This, Args extends unknown[], Result>(
  name: string,
  work: (this: This, ...args: Args) => Result,
  options: TracedOptions = {},
): (this: This, ...args: Args) => Promise<Awaited<Result>> {
  bringAsyncContext();
  return function (...args) {
    return runTraced({ name, options, input: inputOf(args) }, () => work.apply(this, args));
  };
}

// A single argument needs no list around it.
function inputOf(args: readonly unknown[]): unknown {
  if (args.length === 0) return {};
  return args.length === 1 ? args[0] : { arguments: args };
}
