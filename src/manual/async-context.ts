import { AsyncLocalStorage } from "node:async_hooks";
import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";

/**
 * Gives LangChain the async context in which it hands on its runs, where nothing else has: `langchain` and LangGraph
 * bring it too. Runs that began before are not found from the code in them.
 */
export function bringAsyncContext(): void {
  AsyncLocalStorageProviderSingleton.initializeGlobalInstance(new AsyncLocalStorage());
}
