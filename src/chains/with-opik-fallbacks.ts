import type { Runnable } from "@langchain/core/runnables";
import { Candidate, candidateBreaker } from "./candidate.js";
import type { OpikFallbackOptions } from "./fallback-options.js";
import { addModelMethods, type InputOf, type ModelMethods, type OutputOf } from "./model-methods.js";
import { OpikFallbacks } from "./opik-fallbacks.js";

/**
 * Like `primary.withFallbacks(fallbacks)`, with more: a rule for which errors fall back, a time limit for each
 * candidate, and a circuit breaker that skips candidates that are down. In batches only the inputs that failed go to
 * the next candidate, and a streamed run records its output. Works with any tracer, or none.
 *
 * @throws AllCandidatesFailedError (an `AggregateError`) from the call, when no candidate answered: its `errors` are in
 * the order of the candidates, and its message names each with its reason. An error that does not fall back is thrown
 * as it is.
 */
export function withOpikFallbacks<
  Primary extends Runnable,
  Fallback extends Runnable<InputOf<Primary>, OutputOf<Primary>>,
>(
  primary: Primary,
  fallbacks: readonly Fallback[],
  options?: OpikFallbackOptions,
): OpikFallbacks<InputOf<Primary>, OutputOf<Primary>> & ModelMethods<Primary, Fallback>;
export function withOpikFallbacks<RunInput, RunOutput>(
  primary: Runnable<RunInput, RunOutput>,
  fallbacks: readonly Runnable<RunInput, RunOutput>[],
  options: OpikFallbackOptions = {},
): OpikFallbacks<RunInput, RunOutput> {
  const candidate = (runnable: Runnable<RunInput, RunOutput>) =>
    new Candidate(runnable, options.breaker && candidateBreaker(options.breaker));
  const made = new OpikFallbacks([candidate(primary), ...fallbacks.map(candidate)], options);
  addModelMethods(made);
  return made;
}
