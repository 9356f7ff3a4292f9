import type { RunnableConfig } from "@langchain/core/runnables";
import { AbortController } from "../runtime/abort-controller.js";
import { AttemptTimeoutError } from "./attempt-errors.js";

type Config = Partial<RunnableConfig>;

/** One attempt of a candidate. */
interface LimitedAttempt<Answer> {
  readonly candidate: string;
  readonly call: (config: Config) => Promise<Answer>;
  /** Discards an answer that arrives after the time limit. */
  readonly discard: (answer: Answer) => void;
}

/**
 * Aborts an attempt after `timeoutMs` and counts it as failed, whether it stops or not; undefined means no limit. It
 * uses the timers that the program has now, so that its tests may fake them.
 */
export async function withTimeLimit<Answer>(
  { candidate, call, discard }: LimitedAttempt<Answer>,
  timeoutMs: number | undefined,
  config: Config,
): Promise<Answer> {
  if (timeoutMs === undefined) return call(config);
  const limit = new AbortController();
  const signal = config.signal === undefined ? limit.signal : AbortSignal.any([config.signal, limit.signal]);
  return new Promise<Answer>((resolve, reject) => {
    const timer = setTimeout(() => {
      const error = new AttemptTimeoutError(candidate, timeoutMs);
      limit.abort(error);
      reject(error);
    }, timeoutMs);
    call({ ...config, signal })
      .then((answer) => {
        if (limit.signal.aborted) discard(answer);
        else resolve(answer);
      }, reject)
      .finally(() => {
        clearTimeout(timer);
      });
  });
}
