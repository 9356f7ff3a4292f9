import type { AsyncLocalStorage } from "node:async_hooks";

// Where LangChain and LangSmith keep their own, for all their copies.
const OF_LANGCHAIN = Symbol.for("ls:tracing_async_local_storage");

interface Host {
  readonly process?: { readonly getBuiltinModule?: typeof process.getBuiltinModule };
  readonly AsyncLocalStorage?: unknown;
  readonly [OF_LANGCHAIN]?: unknown;
}

/**
 * An async context of our own. It is not imported, because that would break runtimes without Node's modules: some have
 * the class as a global, and in Node before 20.16 it is taken from LangChain's own context. Undefined where there is
 * none.
 */
export function newAsyncContext<Value>(): AsyncLocalStorage<Value> | undefined {
  const host: Host = globalThis;
  const ofNode = host.process?.getBuiltinModule?.("node:async_hooks")?.AsyncLocalStorage;
  if (ofNode !== undefined) return new ofNode();
  const made = [host.AsyncLocalStorage, classOf(host[OF_LANGCHAIN])].map(instanceOf).find(isAsyncContext<Value>);
  return made;
}

export function isAsyncContext<Value>(value: unknown): value is AsyncLocalStorage<Value> {
  if (typeof value !== "object" || value === null || !("run" in value) || !("getStore" in value)) return false;
  return typeof value.run === "function" && typeof value.getStore === "function";
}

function classOf(instance: unknown): unknown {
  return typeof instance === "object" && instance !== null ? instance.constructor : undefined;
}

function instanceOf(made: unknown): unknown {
  return typeof made === "function" ? Reflect.construct(made, []) : undefined;
}
