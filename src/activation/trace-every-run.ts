import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { guarded } from "../handlers/guard.js";
import { noteConfigured } from "../handlers/hooks/configured-ids.js";
import { handlersAround } from "../handlers/hooks/recording-source.js";
import { tryOr } from "../records/json/guarded-read.js";
import { asJsonObject } from "../records/json/json-object.js";

/** The part of a LangChain callback manager that is used here; its class differs from copy to copy of LangChain. */
interface Manager {
  readonly handlers: readonly unknown[];
  addHandler(handler: unknown, inherit: boolean): void;
  removeHandler(handler: unknown): void;
}

/**
 * Adopts the `CallbackManager` class of one copy of LangChain; leaves alone anything else, and a class that it knows.
 */
export type AdoptManagerClass = (managerClass: unknown) => void;

/**
 * Gives the tracer to every run. Each run of LangChain asks the static `_configureSync` of its copy's `CallbackManager`
 * for its handlers. LangChain's own `registerConfigureHook` does not reach as far: its hooks live in one copy and in
 * the async context that registered them.
 *
 * @param onFirstRun called before the first run of each copy: all that it needs is loaded by then
 */
export function traceEveryRun(
  tracer: BaseCallbackHandler,
  onFirstRun: () => void = () => undefined,
): AdoptManagerClass {
  const adopted = new WeakSet<object>();
  return (managerClass) => {
    if (typeof managerClass !== "function" || adopted.has(managerClass)) return;
    const configure: unknown = Reflect.get(managerClass, "_configureSync");
    if (typeof configure !== "function") return;
    adopted.add(managerClass);
    let isFirst = true;
    Reflect.set(managerClass, "_configureSync", function traced(this: unknown, ...given: unknown[]): unknown {
      const [inheritable, local, ...rest] = given;
      if (isFirst) {
        isFirst = false;
        guarded("run", onFirstRun);
      }
      const around = tryOr(handlersAround, undefined);
      // Without any handler LangChain would make no manager, and drop the tags and metadata of the run.
      const handlers = inheritable || local ? inheritable : (around ?? [tracer]);
      const manager: unknown = Reflect.apply(configure, this, [handlers, local, ...rest]);
      noteConfigured(manager, given);
      guarded("run", () => {
        if (isManager(manager)) addTracer(manager, tracer, around);
      });
      return manager;
    });
  };
}

/**
 * If a root run has its own OpikCallbackHandler, the global tracer is not added. Inside a globally traced run, explicit
 * handlers are removed, so that no run is recorded twice or missing from the trace of its parents.
 */
function addTracer(manager: Manager, tracer: BaseCallbackHandler, around: readonly unknown[] | undefined): void {
  const others = manager.handlers.filter((handler) => handler !== tracer && nameOf(handler) === tracer.name);
  const isTraced = manager.handlers.includes(tracer);
  if (isTraced || around?.includes(tracer) === true) {
    for (const other of others) manager.removeHandler(other);
    if (!isTraced) manager.addHandler(tracer, true);
  } else if (others.length === 0) {
    for (const handler of around ?? [tracer]) manager.addHandler(handler, true);
  }
}

function nameOf(handler: unknown): unknown {
  return tryOr(() => asJsonObject(handler).name, undefined);
}

function isManager(value: unknown): value is Manager {
  return (
    typeof value === "object" &&
    value !== null &&
    "handlers" in value &&
    Array.isArray(value.handlers) &&
    "addHandler" in value &&
    typeof value.addHandler === "function" &&
    "removeHandler" in value &&
    typeof value.removeHandler === "function"
  );
}
