import type { RunnableConfig } from "@langchain/core/runnables";
import { AbortController } from "../runtime/abort-controller.js";
import { AttemptTimeoutError } from "./attempt-errors.js";

type Config = Partial<RunnableConfig>;

/** One try of a candidate. */
interface LimitedAttempt<Answer> {
  readonly candidate: string;
  readonly ask: (config: Config) => Promise<Answer>;
  /** Lets go of an answer that comes when nobody waits for it any more. */
  readonly discard: (answer: Answer) => void;
}

/**
 * Gives a try its time limit: when it is over, the try is told to stop and counts as failed, whether it stops or not.
 * Undefined: no limit. The timer is the one that the program has now: its tests may move time on.
 */
export async function withTimeLimit<Answer>(
  { candidate, ask, discard }: LimitedAttempt<Answer>,
  timeoutMs: number | undefined,
  config: Config,
): Promise<Answer> {
  if (timeoutMs === undefined) return ask(config);
  const limit = new AbortController();
  const signal = config.signal === undefined ? limit.signal : AbortSignal.any([config.signal, limit.signal]);
  return new Promise<Answer>((resolve, reject) => {
    const timer = setTimeout(() => {
      const error = new AttemptTimeoutError(candidate, timeoutMs);
      limit.abort(error);
      reject(error);
    }, timeoutMs);
    ask({ ...config, signal })
      .then((answer) => {
        if (limit.signal.aborted) discard(answer);
        else resolve(answer);
      }, reject)
      .finally(() => {
        clearTimeout(timer);
      });
  });
}
