import { Runnable } from "@langchain/core/runnables";
import { Candidate, candidateBreaker } from "./candidate.js";
import type { OpikFallbackOptions } from "./fallback-options.js";
import { OpikFallbacks } from "./opik-fallbacks.js";

/** A model that can be given tools. */
interface ToolBinder {
  bindTools(tools: never, options?: never): Runnable;
}

/** A model that can be asked for an answer of a given form. */
interface StructuredModel {
  withStructuredOutput(schema: never, options?: never): Runnable;
}

type InputOf<Of extends Runnable> = Parameters<Of["invoke"]>[0];
type OutputOf<Of extends Runnable> = Awaited<ReturnType<Of["invoke"]>>;

/** The methods of a model that the fallbacks have too, if all their candidates have them. */
export type ModelMethods<Primary extends Runnable> = (Primary extends ToolBinder
  ? {
      /** Gives every candidate the tools. */
      bindTools(
        ...args: Parameters<Primary["bindTools"]>
      ): OpikFallbacks<InputOf<ReturnType<Primary["bindTools"]>>, OutputOf<ReturnType<Primary["bindTools"]>>>;
    }
  : unknown) &
  (Primary extends StructuredModel
    ? {
        /** Asks every candidate for an answer of this form. */
        withStructuredOutput<Structured extends Record<string, unknown> = Record<string, unknown>>(
          ...args: Parameters<Primary["withStructuredOutput"]>
        ): OpikFallbacks<InputOf<Primary>, Structured>;
      }
    : unknown);

/**
 * Like `primary.withFallbacks(fallbacks)`, with more care: which errors fall back, how long a candidate may take, a
 * breaker for candidates that are down; in batches only the inputs that failed go to the next candidate, and a streamed
 * run has its output. Works with any tracer, or none.
 *
 * @throws AllCandidatesFailedError (an `AggregateError`) from the call, when no candidate answered: its `errors` are in
 * the order of the candidates, and its message names each with its reason. An error that does not fall back is thrown
 * as it is.
 */
export function withOpikFallbacks<Primary extends Runnable>(
  primary: Primary,
  fallbacks: readonly Runnable<InputOf<Primary>, OutputOf<Primary>>[],
  options?: OpikFallbackOptions,
): OpikFallbacks<InputOf<Primary>, OutputOf<Primary>> & ModelMethods<Primary>;
export function withOpikFallbacks<RunInput, RunOutput>(
  primary: Runnable<RunInput, RunOutput>,
  fallbacks: readonly Runnable<RunInput, RunOutput>[],
  options: OpikFallbackOptions = {},
): OpikFallbacks<RunInput, RunOutput> {
  const candidate = (runnable: Runnable<RunInput, RunOutput>) =>
    new Candidate(runnable, options.breaker && candidateBreaker(options.breaker));
  return new ModelFallbacks([candidate(primary), ...fallbacks.map(candidate)], options);
}

/** Passes on to the candidates what models can do beyond being run. */
class ModelFallbacks<RunInput, RunOutput> extends OpikFallbacks<RunInput, RunOutput> {
  bindTools(...args: readonly unknown[]): OpikFallbacks<unknown, unknown> {
    return this.mapCandidates((candidate, name) => callMethod(candidate, name, "bindTools", args));
  }

  withStructuredOutput(...args: readonly unknown[]): OpikFallbacks<unknown, unknown> {
    return this.mapCandidates((candidate, name) => callMethod(candidate, name, "withStructuredOutput", args));
  }
}

function callMethod(candidate: Runnable, name: string, method: string, args: readonly unknown[]): Runnable {
  const own: unknown = Reflect.get(candidate, method);
  const result: unknown = typeof own === "function" ? Reflect.apply(own, candidate, args) : undefined;
  if (Runnable.isRunnable(result)) return result;
  throw new TypeError(`withOpikFallbacks: the candidate ${name} has no ${method}; every candidate needs it.`);
}
