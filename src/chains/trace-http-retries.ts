import { AsyncLocalStorage } from "node:async_hooks";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import {
  followCallOptions,
  HTTP_ATTEMPTS,
  isHttpAttemptSink,
  runsOfOptions,
  type TellAttempts,
} from "../handlers/hooks/http-attempts.js";
import { ignoreErrors } from "../runtime/ignore-errors.js";
import { HttpCallLog } from "./http-call-log.js";
import { isCaller, tracedCaller } from "./traced-caller.js";

type Method = (...args: unknown[]) => unknown;

const currentLog = new AsyncLocalStorage<HttpCallLog>();
const traced = new WeakSet<object>();

/**
 * Makes the retries inside a chat model's own HTTP client visible: LangChain reports those of `maxRetries` to no
 * tracer. If a call took more than one request, each becomes a numbered entry of `metadata.http_attempts` on the
 * model's span, with its status, its error and the wait before the next. What is retried, and when, does not change.
 *
 * Works for models that make their requests with LangChain's AsyncCaller (`model.caller`), as those of OpenAI,
 * Anthropic, Groq and Google do; with others it does nothing. Models made from this one by `bindTools`, `withConfig` or
 * `withStructuredOutput` afterwards are covered too.
 *
 * @returns the model that was given
 */
export function traceHttpRetries<Model extends BaseChatModel>(model: Model): Model {
  ignoreErrors(() => {
    traceModel(model);
  });
  return model;
}

function traceModel(model: object): void {
  if (traced.has(model)) return;
  traced.add(model);
  followCallOptions();
  for (const part of [model, ...partsOf(model)]) traceCaller(part);
  wrapMethod(model, "_generate", generateWithLog);
  wrapMethod(model, "_streamResponseChunks", streamWithLog);
  wrapMethod(model, "_streamChatModelEvents", streamWithLog);
  wrapMethod(model, "withConfig", (make, args) => {
    const derived = make(...args);
    ignoreErrors(() => {
      if (typeof derived === "object" && derived !== null && "_generate" in derived) traceModel(derived);
    });
    return derived;
  });
}

// ChatOpenAI delegates its calls to models of its own, one for each of OpenAI's two interfaces.
function partsOf(model: object): object[] {
  return Object.values(model).filter(
    (part: unknown): part is object =>
      typeof part === "object" && part !== null && "_generate" in part && "caller" in part,
  );
}

function traceCaller(model: object): void {
  const caller: unknown = Reflect.get(model, "caller");
  if (isCaller(caller))
    Reflect.set(
      model,
      "caller",
      tracedCaller(caller, () => currentLog.getStore()),
    );
}

function wrapMethod(model: object, name: string, wrap: (original: Method, args: unknown[]) => unknown): void {
  const original: unknown = Reflect.get(model, name);
  if (typeof original !== "function" || isOfBaseClass(model, name)) return;
  const bound: Method = (...args) => Reflect.apply(original, model, args) as unknown;
  // A model that accepts no new methods stays as it is.
  Reflect.defineProperty(model, name, {
    value: (...args: unknown[]) => wrap(bound, args),
    configurable: true,
    enumerable: false,
    writable: true,
  });
}

// LangChain infers from a model's own methods what the model can do: a method that is missing stays missing.
function isOfBaseClass(model: object, name: string): boolean {
  for (let owner: unknown = model; typeof owner === "object" && owner !== null; owner = Object.getPrototypeOf(owner)) {
    if (Object.hasOwn(owner, name)) return Object.hasOwn(owner, "generatePrompt");
  }
  return true;
}

async function generateWithLog(generate: Method, args: unknown[]): Promise<unknown> {
  const log = new HttpCallLog();
  try {
    return await currentLog.run(log, generate, ...args);
  } finally {
    reportAttempts(log, args);
  }
}

async function* streamWithLog(stream: Method, args: unknown[]): AsyncGenerator {
  const log = new HttpCallLog();
  const chunks = stream(...args);
  if (!isAsyncIterable(chunks)) return;
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    // A generator runs in the context of the code that pulls its next chunk.
    for (let next = await nextChunk(log, iterator); next.done !== true; next = await nextChunk(log, iterator))
      yield next.value;
  } finally {
    reportAttempts(log, args);
    await iterator.return?.();
  }
}

function nextChunk(log: HttpCallLog, iterator: AsyncIterator<unknown>): Promise<IteratorResult<unknown>> {
  return currentLog.run(log, () => iterator.next());
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

function reportAttempts(log: HttpCallLog, [, options, runManager]: unknown[]): void {
  ignoreErrors(() => {
    const attempts = log.attempts();
    if (attempts.length === 0) return;
    for (const tellRun of runManager === undefined ? runsOfOptions(options) : runsOfManager(runManager))
      tellRun(attempts);
  });
}

function runsOfManager(runManager: unknown): readonly TellAttempts[] {
  if (typeof runManager !== "object" || runManager === null) return [];
  const runId: unknown = Reflect.get(runManager, "runId");
  const handlers: unknown = Reflect.get(runManager, "handlers");
  if (typeof runId !== "string" || !Array.isArray(handlers)) return [];
  return handlers.filter(isHttpAttemptSink).map((handler) => (attempts) => {
    handler[HTTP_ATTEMPTS](runId, attempts);
  });
}
