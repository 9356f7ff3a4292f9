import type { StructuredOutputMethodOptions } from "@langchain/core/language_models/base";
import type { BaseMessage } from "@langchain/core/messages";
import { Runnable } from "@langchain/core/runnables";
import type { InteropZodType } from "@langchain/core/utils/types";
import type { OpikFallbacks } from "./opik-fallbacks.js";

export type InputOf<Of extends Runnable> = Parameters<Of["invoke"]>[0];
export type OutputOf<Of extends Runnable> = Awaited<ReturnType<Of["invoke"]>>;

/** A model that can be given tools. */
interface ToolBinder {
  bindTools(tools: never, options?: never): Runnable;
}

/** A model that can be asked for an answer of a given form. */
interface StructuredModel {
  withStructuredOutput(schema: never, options?: never): Runnable;
}

type Structure = Record<string, unknown>;
type Schema<Structured extends Structure> = InteropZodType<Structured> | Record<string, unknown>;

interface StructuredOutput<RunInput> {
  /** Asks every candidate for an answer of this form. */
  withStructuredOutput<Structured extends Structure = Structure>(
    schema: Schema<Structured>,
    options?: StructuredOutputMethodOptions,
  ): OpikFallbacks<RunInput, Structured>;
  withStructuredOutput<Structured extends Structure = Structure>(
    schema: Schema<Structured>,
    options: StructuredOutputMethodOptions<true>,
  ): OpikFallbacks<RunInput, { raw: BaseMessage; parsed: Structured }>;
}

interface ToolBinding<Primary extends ToolBinder> {
  /** Gives every candidate the tools. */
  bindTools(
    ...args: Parameters<Primary["bindTools"]>
  ): OpikFallbacks<InputOf<ReturnType<Primary["bindTools"]>>, OutputOf<ReturnType<Primary["bindTools"]>>>;
}

/** The methods of a model that the fallbacks have too, if all candidates have them. */
export type ModelMethods<Primary extends Runnable, Fallback extends Runnable> = (Primary extends ToolBinder
  ? [Fallback] extends [ToolBinder]
    ? ToolBinding<Primary>
    : unknown
  : unknown) &
  ([Primary, Fallback] extends [StructuredModel, StructuredModel] ? StructuredOutput<InputOf<Primary>> : unknown);

const MODEL_METHODS = ["bindTools", "withStructuredOutput"] as const;

/**
 * Gives the fallbacks the methods of models that all their candidates have: a method that one of them lacks stays
 * missing.
 */
export function addModelMethods(fallbacks: OpikFallbacks<unknown, unknown>): void {
  for (const method of MODEL_METHODS) {
    if (![...fallbacks.runnables()].every((one) => typeof Reflect.get(one, method) === "function")) continue;
    const value = (...args: unknown[]) => fallbacks.mapCandidates((one) => callMethod(one, method, args));
    Object.defineProperty(fallbacks, method, { value, configurable: true, writable: true });
  }
}

function callMethod(candidate: Runnable, method: string, args: readonly unknown[]): Runnable {
  const own: unknown = Reflect.get(candidate, method);
  const result: unknown = typeof own === "function" ? Reflect.apply(own, candidate, args) : undefined;
  if (Runnable.isRunnable(result)) return result;
  throw new TypeError(`withOpikFallbacks: the ${method} of a candidate returned a value that is no runnable.`);
}
