import type { Runnable, RunnableConfig } from "@langchain/core/runnables";
import type { IterableReadableStream } from "@langchain/core/utils/stream";
import { ignoreErrors } from "../runtime/ignore-errors.js";

/** How a candidate is called, and how an answer is discarded that arrives after its time limit. */
export interface CallStrategy<RunInput, RunOutput, Answer> {
  readonly call: (candidate: Runnable<RunInput, RunOutput>, config: Partial<RunnableConfig>) => Promise<Answer>;
  readonly discard: (answer: Answer) => void;
}

export function byInvoke<RunInput, RunOutput>(input: RunInput): CallStrategy<RunInput, RunOutput, RunOutput> {
  return { call: (candidate, config) => candidate.invoke(input, config), discard: () => undefined };
}

/** Cancels a discarded stream: one that nobody reads would keep its connection open. */
export function byStream<RunInput, RunOutput>(
  input: RunInput,
): CallStrategy<RunInput, RunOutput, IterableReadableStream<RunOutput>> {
  return {
    call: (candidate, config) => candidate.stream(input, config),
    discard: (stream) => {
      ignoreErrors(() => {
        stream.cancel().catch(() => undefined);
      });
    },
  };
}
