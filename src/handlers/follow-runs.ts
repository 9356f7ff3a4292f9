import {
  CallbackManager,
  CallbackManagerForChainRun,
  CallbackManagerForRetrieverRun,
  CallbackManagerForToolRun,
} from "@langchain/core/callbacks/manager";
import { RunnableLambda } from "@langchain/core/runnables";
import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { tryOr } from "../records/json/guarded-read.js";
import { isObject } from "../records/json/json-object.js";
import { outsideRequests } from "../runtime/outside-requests.js";
import { noteCaller, noteGivenId, passCallerOn } from "./hooks/callers.js";
import { noteConfigured } from "./hooks/configured-ids.js";
import { noteFunctionName } from "./hooks/function-names.js";
import { handlersAround } from "./hooks/recording-source.js";
import { calledInRun, runOf } from "./hooks/run-around.js";

const FOLLOWED = "langchain-opik.follows-runs";

/** Follows the runs of the copy of LangChain that is installed beside this package. */
export function followRuns(): void {
  tryOr(() => {
    followModule({ AsyncLocalStorageProviderSingleton });
    followCalls(CallbackManager);
    followGivenIds(CallbackManager.prototype);
    for (const run of [CallbackManagerForChainRun, CallbackManagerForToolRun, CallbackManagerForRetrieverRun]) {
      followChildren(run.prototype);
    }
    followLambdas(RunnableLambda.prototype);
  }, undefined);
}

/** Follows runs by what one of LangChain's modules exports. */
export function followModule(exported: unknown): void {
  if (!isObject(exported)) return;
  followContext(exported.AsyncLocalStorageProviderSingleton);
  for (const tool of [exported.DynamicStructuredTool, exported.DynamicTool]) {
    if (typeof tool === "function") followGenerators(tool.prototype);
  }
}

/** Notes the run in which LangChain calls functions, also where its own context has none. */
function followContext(provider: unknown): void {
  replaceMethod(provider, "runWithConfig", (runWithConfig) => {
    let isFirst = true;
    return function followed(this: unknown, ...given: unknown[]): unknown {
      // With its first run LangChain makes a client that it keeps, which would keep the request that the run is in.
      if (isFirst)
        tryOr(() => outsideRequests(() => Reflect.apply(runWithConfig, this, [{}, () => undefined])), undefined);
      isFirst = false;
      const [config] = given;
      const manager = isObject(config) ? config.callbacks : undefined;
      return calledInRun(manager, () => Reflect.apply(runWithConfig, this, given));
    };
  });
}

/** LangChain runs the body of a tool's generator in the context of the tool's caller. */
function followGenerators(tool: unknown): void {
  replaceMethod(tool, "_call", (call) => {
    return function followed(this: unknown, ...given: unknown[]): unknown {
      const result: unknown = Reflect.apply(call, this, given);
      const [, runManager] = given;
      if (!(result instanceof Promise) || runOf(runManager) === undefined) return result;
      return result.then((value: unknown) => (isAsyncGenerator(value) ? calledEachTime(value, runManager) : value));
    };
  });
}

/**
 * Gives the handlers of the enclosing run to a call for which LangChain finds none, and notes the call's configuration.
 */
function followCalls(managerClass: unknown): void {
  replaceMethod(managerClass, "_configureSync", (configure) => {
    return function followed(this: unknown, ...given: unknown[]): unknown {
      const [inheritable, ...rest] = given;
      // An empty list is a decision: this call is not to be traced.
      const handlers = inheritable ?? handlersAround();
      const manager: unknown = Reflect.apply(configure, this, [handlers, ...rest]);
      noteConfigured(manager, given);
      passCallerOn(inheritable, manager);
      return manager;
    };
  });
}

/** Notes the runs that may call something and whose ids the program gave: LangChain passes on no other id. */
function followGivenIds(manager: unknown): void {
  for (const name of ["handleChainStart", "handleToolStart", "handleRetrieverStart"]) {
    replaceMethod(manager, name, (start) => {
      return function followed(this: unknown, ...given: unknown[]): unknown {
        const started: unknown = Reflect.apply(start, this, given);
        if (given[2] !== undefined) noteGivenId(started);
        return name === "handleToolStart" ? afterTools(started) : started;
      };
    });
  }
}

let loadingTools: Promise<void> | undefined;
let areToolsLoaded = false;

/**
 * Follows the generators of tools before the first tool is called: a program without tools need not load what they
 * are made of, which takes as long as to load this package.
 *
 * @param started a promise of the tool's run, which is returned
 */
function afterTools(started: unknown): unknown {
  if (areToolsLoaded || !(started instanceof Promise)) return started;
  loadingTools ??= loadTools();
  return Promise.all([started, loadingTools]).then(([run]: readonly unknown[]) => run);
}

async function loadTools(): Promise<void> {
  try {
    followModule(await import("@langchain/core/tools"));
  } catch {
    // They are not to be had here, as where a test runner has taken all modules away.
  }
  areToolsLoaded = true;
}

/** Notes by which run a callback manager was made, for the calls within it. */
function followChildren(runManager: unknown): void {
  replaceMethod(runManager, "getChild", (getChild) => {
    return function followed(this: unknown, ...given: unknown[]): unknown {
      const child: unknown = Reflect.apply(getChild, this, given);
      noteCaller(child, this);
      return child;
    };
  });
}

/**
 * Notes which function a lambda calls: LangChain gives callbacks only what `toJSON` returns, which does not include it.
 */
function followLambdas(lambda: unknown): void {
  replaceMethod(lambda, "toJSON", (toJSON) => {
    return function followed(this: unknown, ...given: unknown[]): unknown {
      const serialized: unknown = Reflect.apply(toJSON, this, given);
      noteFunctionName(serialized, this);
      return serialized;
    };
  });
}

type Method = (this: unknown, ...given: unknown[]) => unknown;

/** Once for each method of an object, even if several copies of this package do so. */
function replaceMethod(owner: unknown, name: string, replacement: (method: Method) => Method): void {
  if ((typeof owner !== "object" && typeof owner !== "function") || owner === null) return;
  const method: unknown = Reflect.get(owner, name);
  const followed = Symbol.for(`${FOLLOWED}.${name}`);
  if (!isMethod(method) || Object.hasOwn(owner, followed)) return;
  if (Reflect.set(owner, name, replacement(method))) Reflect.defineProperty(owner, followed, { value: true });
}

function isMethod(value: unknown): value is Method {
  return typeof value === "function";
}

function isAsyncGenerator(value: unknown): value is AsyncGenerator {
  return isObject(value) && typeof value.next === "function" && Symbol.asyncIterator in value;
}

/** The generator, each step of which runs as if called within the tool's run. */
function calledEachTime(generator: AsyncGenerator, runManager: unknown): AsyncGenerator {
  return {
    next: async (...given) => calledInRun(runManager, () => generator.next(...given)),
    return: async (value) => calledInRun(runManager, () => generator.return(value)),
    throw: async (error) => calledInRun(runManager, () => generator.throw(error)),
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => {
      await generator.return(undefined);
    },
  };
}
