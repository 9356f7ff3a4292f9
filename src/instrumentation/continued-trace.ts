import { AsyncLocalStorage } from "node:async_hooks";
import { addParentSources, type RemoteParent } from "../handlers/hooks/parent-context.js";
import { sharedState } from "../runtime/shared-state.js";

/** The caller's trace, around everything that a request's work runs. */
export interface ContinuedTrace extends RemoteParent {
  /** Members of W3C's `tracestate` to pass on. */
  readonly others: readonly string[];
}

const STORAGE = Symbol.for("langchain-opik.continued-trace");

/** One for the whole process, whichever copy of this package asks. */
export function continuedTraces(): AsyncLocalStorage<ContinuedTrace> {
  return sharedState(STORAGE, isStorage, () => {
    const made = new AsyncLocalStorage<ContinuedTrace>();
    addParentSources({ continued: () => made.getStore() });
    return made;
  });
}

function isStorage(value: unknown): value is AsyncLocalStorage<ContinuedTrace> {
  return value instanceof AsyncLocalStorage;
}
