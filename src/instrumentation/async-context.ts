import { AsyncLocalStorage } from "node:async_hooks";
import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { tryOr } from "../records/json/guarded-read.js";

/**
 * Gives LangChain the async context in which it passes on its runs, where nothing else has: `langchain` and LangGraph
 * bring it too. Runs that began before are not found from the code in them.
 */
export function bringAsyncContext(): void {
  // LangChain keeps it on the global object. Where a program has frozen that, its runs are not handed on.
  tryOr(() => {
    AsyncLocalStorageProviderSingleton.initializeGlobalInstance(new AsyncLocalStorage());
  }, undefined);
}
