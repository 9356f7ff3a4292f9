import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { RUN_ACCESS, type RunAccess } from "../handlers/hooks/run-access.js";
import { type RunAround, runAround, runOf } from "../handlers/hooks/run-around.js";
import { tryOr } from "../records/json/guarded-read.js";
import { asJsonObject } from "../records/json/json-object.js";

/** The LangChain run that the calling code is in, where a handler of this package records it. */
export function currentRun(): RunAccess | undefined {
  return tryOr(() => {
    const around = contextRun();
    const runs = around?.handlers.map((handler) => handler[RUN_ACCESS](around.runId, around.call));
    return runs?.find((run) => run !== undefined);
  }, undefined);
}

/** Whether the calling code was called in a LangChain run that a handler of this package records, ended or not. */
export function isCalledInRun(): boolean {
  return tryOr(() => contextRun() !== undefined, false);
}

/**
 * LangChain's own context knows the runs of all copies of LangChain, but knows nothing while it resumes a generator.
 */
function contextRun(): RunAround | undefined {
  const around = runAround();
  if (around !== undefined) return around;
  const config: unknown = AsyncLocalStorageProviderSingleton.getRunnableConfig();
  return runOf(asJsonObject(config).callbacks);
}
