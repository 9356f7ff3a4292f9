import { AsyncLocalStorage } from "node:async_hooks";
import { addSurroundings, type ContinuedPlace } from "../handlers/surroundings.js";

/** The caller's trace, around everything that a request's work runs. */
export interface ContinuedTrace extends ContinuedPlace {
  /** Members of W3C's `tracestate` to hand on. */
  readonly others: readonly string[];
}

const STORAGE = Symbol.for("langchain-opik.continued-trace");

interface StorageScope {
  [STORAGE]?: AsyncLocalStorage<ContinuedTrace>;
}

/** One for the whole process, whichever copy of this package asks. */
export function continuedTraces(): AsyncLocalStorage<ContinuedTrace> {
  const scope: typeof globalThis & StorageScope = globalThis;
  const known = scope[STORAGE];
  if (known !== undefined) return known;
  const made = new AsyncLocalStorage<ContinuedTrace>();
  scope[STORAGE] = made;
  addSurroundings({ continued: () => made.getStore() });
  return made;
}
