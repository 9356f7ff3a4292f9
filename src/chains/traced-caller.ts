import type { HttpCallLog } from "./http-call-log.js";

type Call = (...args: unknown[]) => unknown;

/** The object through which a LangChain model makes its requests. */
export interface Caller {
  call: Call;
  callWithOptions: Call;
}

export function isCaller(value: unknown): value is Caller {
  if (typeof value !== "object" || value === null || !("call" in value) || !("callWithOptions" in value)) return false;
  return typeof value.call === "function" && typeof value.callWithOptions === "function";
}

/**
 * The same caller, whose requests are noted in the log of the call that makes them. What is retried, when, and how many
 * run at the same time is still decided by the caller.
 */
export function tracedCaller(caller: Caller, currentLog: () => HttpCallLog | undefined): Caller {
  // The log is looked up here, not when the request is made: a full queue makes requests in the context of another
  // call.
  const noted = (request: unknown): unknown => {
    const log = currentLog();
    if (log === undefined || typeof request !== "function" || notedRequests.has(request)) return request;
    const noting = (...args: unknown[]) => log.note(() => Reflect.apply(request, undefined, args));
    notedRequests.add(noting);
    return noting;
  };
  return Object.assign(Object.create(caller) as Caller, {
    call: (request: unknown, ...args: unknown[]): unknown =>
      Reflect.apply(caller.call, caller, [noted(request), ...args]),
    callWithOptions: (options: unknown, request: unknown, ...args: unknown[]): unknown =>
      Reflect.apply(caller.callWithOptions, caller, [options, noted(request), ...args]),
  });
}

// Older versions of LangChain have one of the two methods call the other.
const notedRequests = new WeakSet<object>();
