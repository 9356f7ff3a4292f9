import { AsyncLocalStorage } from "node:async_hooks";
import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { tryOr } from "../records/json/guarded-read.js";

/**
 * Gives LangChain the async context through which it passes its runs on, unless `langchain` or LangGraph has already
 * done so. Runs that began before cannot be found from the code inside them.
 */
export function bringAsyncContext(): void {
  // LangChain keeps it on the global object. Where a program has frozen that object, its runs are not passed on.
  tryOr(() => {
    AsyncLocalStorageProviderSingleton.initializeGlobalInstance(new AsyncLocalStorage());
  }, undefined);
}
