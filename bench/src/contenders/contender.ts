import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";

/** Everything that is compared, in the order of the table. */
export const CONTENDER_NAMES = ["none", "no-op", "langchain-opik", "opik-langchain", "langfuse", "langsmith"] as const;
export type ContenderName = (typeof CONTENDER_NAMES)[number];

/** A way of tracing, ready to be given to a run. */
export interface Contender {
  readonly callbacks: readonly BaseCallbackHandler[];
  /** Resolves when all that was traced has been answered by the server, as far as the contender can tell. */
  flush(): Promise<void>;
}

/** How a run is told of its handlers. An empty list would not do: for LangChain that is a callback manager with nobody in it. */
export function runOptions({ callbacks }: Contender): { callbacks?: BaseCallbackHandler[] } {
  return callbacks.length === 0 ? {} : { callbacks: [...callbacks] };
}

export function isContenderName(value: unknown): value is ContenderName {
  return CONTENDER_NAMES.some((name) => name === value);
}
