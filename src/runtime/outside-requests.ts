import type * as AsyncHooks from "node:async_hooks";

interface Host {
  readonly process?: { readonly getBuiltinModule?: (name: "node:async_hooks") => Hooks | undefined };
}

/** The part that a runtime may lack. */
interface Hooks {
  readonly AsyncLocalStorage?: Partial<Pick<typeof AsyncHooks.AsyncLocalStorage, "snapshot">>;
}

/**
 * Runs the work in the async context in which this package was loaded, and returns what it returns. Anything that
 * outlives a request of the program (a timer, a connection, a stored promise) must not be made within it: it would keep
 * the request's `AsyncLocalStorage` alive, and everything in it.
 */
export const outsideRequests: <Result>(work: () => Result) => Result = outsideContext();

function outsideContext(): <Result>(work: () => Result) => Result {
  const host: Host = globalThis;
  try {
    const run = host.process?.getBuiltinModule?.("node:async_hooks")?.AsyncLocalStorage?.snapshot?.();
    if (run !== undefined) return (work) => run(work);
  } catch {
    // Edge runtimes may have the name, and forbid its use.
  }
  return (work) => work();
}
