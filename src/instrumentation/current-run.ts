import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { isRunAccessSource, RUN_ACCESS, type RunAccess, type RunAccessSource } from "../handlers/hooks/run-access.js";
import { tryOr } from "../records/json/guarded-read.js";
import { isObject } from "../records/json/json-object.js";

/** The LangChain run that code which runs now is in, where a handler of this package records it. */
export function currentRun(): RunAccess | undefined {
  return tryOr(() => {
    const around = runAround();
    const runs = around?.handlers.map((handler) => handler[RUN_ACCESS](around.runId));
    return runs?.find((run) => run !== undefined);
  }, undefined);
}

/** Whether code which runs now was called in a LangChain run that a handler of this package records, ended or not. */
export function isCalledInRun(): boolean {
  return tryOr(() => runAround() !== undefined, false);
}

interface RunAround {
  readonly runId: string;
  readonly handlers: readonly RunAccessSource[];
}

function runAround(): RunAround | undefined {
  const config: unknown = AsyncLocalStorageProviderSingleton.getRunnableConfig();
  const callbacks = isObject(config) ? config.callbacks : undefined;
  if (!isObject(callbacks) || typeof callbacks.getParentRunId !== "function") return undefined;
  const runId: unknown = Reflect.apply(callbacks.getParentRunId, callbacks, []);
  if (typeof runId !== "string" || !Array.isArray(callbacks.handlers)) return undefined;
  const given: readonly unknown[] = callbacks.handlers;
  const handlers = given.filter(isRunAccessSource);
  return handlers.length === 0 ? undefined : { runId, handlers };
}
