import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { isRunAccessSource, RUN_ACCESS, type RunAccess } from "../handlers/run-access.js";
import { isObject } from "../records/shape.js";

/** The LangChain run that code which runs now is in, where a handler of this package records it. */
export function currentRun(): RunAccess | undefined {
  const config: unknown = AsyncLocalStorageProviderSingleton.getRunnableConfig();
  const callbacks = isObject(config) ? config.callbacks : undefined;
  if (!isObject(callbacks) || typeof callbacks.getParentRunId !== "function") return undefined;
  const runId: unknown = Reflect.apply(callbacks.getParentRunId, callbacks, []);
  if (typeof runId !== "string" || !Array.isArray(callbacks.handlers)) return undefined;
  const handlers: readonly unknown[] = callbacks.handlers;
  return handlers.find(isRunAccessSource)?.[RUN_ACCESS](runId);
}
