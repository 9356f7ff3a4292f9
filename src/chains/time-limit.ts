import type { RunnableConfig } from "@langchain/core/runnables";
import { AttemptTimeoutError } from "./attempt-errors.js";

/**
 * Gives a try its time limit: when it is over, the try is told to stop and counts as failed, whether it stops or not.
 * Undefined: no limit.
 */
export async function withTimeLimit<Answer>(
  candidate: string,
  timeoutMs: number | undefined,
  config: Partial<RunnableConfig>,
  attempt: (config: Partial<RunnableConfig>) => Promise<Answer>,
): Promise<Answer> {
  if (timeoutMs === undefined) return attempt(config);
  const limit = new AbortController();
  const signal = config.signal === undefined ? limit.signal : AbortSignal.any([config.signal, limit.signal]);
  return new Promise<Answer>((resolve, reject) => {
    const timer = setTimeout(() => {
      const error = new AttemptTimeoutError(candidate, timeoutMs);
      limit.abort(error);
      reject(error);
    }, timeoutMs);
    attempt({ ...config, signal })
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
      });
  });
}
