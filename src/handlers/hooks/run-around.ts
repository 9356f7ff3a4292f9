import type { AsyncLocalStorage } from "node:async_hooks";
import { tryOr } from "../../records/json/guarded-read.js";
import { isObject } from "../../records/json/json-object.js";
import { isAsyncContext, newAsyncContext } from "../../runtime/async-context.js";
import { sharedState } from "../../runtime/shared-state.js";
import { callerOf } from "./callers.js";
import { isRunAccessSource, type RunAccessSource } from "./run-access.js";

/** The LangChain run in which code was called, and those of this package's handlers that are among its callbacks. */
export interface RunAround {
  readonly runId: string;
  /** Identifies one of several calls with this run id. */
  readonly call: unknown;
  readonly handlers: readonly RunAccessSource[];
}

const STORAGE = Symbol.for("langchain-opik.run-around");

/**
 * The innermost run around the code that runs now, which may have ended. It uses an async context of our own:
 * LangChain's is missing in async generators and in functions of other tracers, and a program may have none.
 */
export function runAround(): RunAround | undefined {
  return storage()?.getStore();
}

/** Runs `work` as if called in a run. `manager`: the callback manager of what the run calls, or the run's own. */
export function calledInRun<Result>(manager: unknown, work: () => Result): Result {
  const around = runOf(manager);
  const context = around && storage();
  return context === undefined ? work() : context.run(around, work);
}

/** The run whose children a callback manager of LangChain makes, where a handler of this package records it. */
export function runOf(manager: unknown): RunAround | undefined {
  try {
    if (!isObject(manager) || !Array.isArray(manager.handlers)) return undefined;
    const runId: unknown =
      typeof manager.getParentRunId === "function" ? Reflect.apply(manager.getParentRunId, manager, []) : manager.runId;
    if (typeof runId !== "string") return undefined;
    const given: readonly unknown[] = manager.handlers;
    const handlers = given.filter(isRunAccessSource);
    return handlers.length === 0 ? undefined : { runId, call: callerOf(manager) ?? manager.tags, handlers };
  } catch {
    return undefined;
  }
}

let known: AsyncLocalStorage<RunAround | undefined> | undefined;

/** One for the whole process, whichever copy of this package asks. Undefined if the runtime has no async context. */
function storage(): AsyncLocalStorage<RunAround | undefined> | undefined {
  if (known !== undefined) return known;
  const made = tryOr(() => newAsyncContext<RunAround | undefined>(), undefined);
  known = made && sharedState(STORAGE, isAsyncContext<RunAround | undefined>, () => made);
  return known;
}
