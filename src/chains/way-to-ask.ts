import type { Runnable, RunnableConfig } from "@langchain/core/runnables";
import type { IterableReadableStream } from "@langchain/core/utils/stream";
import { quietly } from "../runtime/quietly.js";

/** How a candidate is asked for its answer, and how an answer is let go that comes when nobody waits for it. */
export interface WayToAsk<RunInput, RunOutput, Answer> {
  readonly ask: (candidate: Runnable<RunInput, RunOutput>, config: Partial<RunnableConfig>) => Promise<Answer>;
  readonly discard: (answer: Answer) => void;
}

export function byInvoke<RunInput, RunOutput>(input: RunInput): WayToAsk<RunInput, RunOutput, RunOutput> {
  return { ask: (candidate, config) => candidate.invoke(input, config), discard: () => undefined };
}

/** A stream that is not read would keep its connection. */
export function byStream<RunInput, RunOutput>(
  input: RunInput,
): WayToAsk<RunInput, RunOutput, IterableReadableStream<RunOutput>> {
  return {
    ask: (candidate, config) => candidate.stream(input, config),
    discard: (stream) => {
      quietly(() => {
        stream.cancel().catch(() => undefined);
      });
    },
  };
}
