import { type Context, createContext } from "node:vm";

/** Names that WinterTC's minimum for web runtimes and every edge runtime have, as far as LangChain and we use them. */
const WEB_NAMES = [
  "AbortController",
  "AbortSignal",
  "Blob",
  "CompressionStream",
  "DOMException",
  "Event",
  "EventTarget",
  "FormData",
  "Headers",
  "ReadableStream",
  "Request",
  "Response",
  "TextDecoder",
  "TextEncoder",
  "TransformStream",
  "URL",
  "URLSearchParams",
  "atob",
  "btoa",
  "clearInterval",
  "clearTimeout",
  "crypto",
  "fetch",
  "performance",
  "queueMicrotask",
  "structuredClone",
] as const;

/** A JavaScript world of its own with the web's names and none of Node's: no `process`, `Buffer` or `require`. */
export function createWebContext(given: Readonly<Record<string, unknown>>): Context {
  const web = Object.fromEntries(WEB_NAMES.map((name): [string, unknown] => [name, Reflect.get(globalThis, name)]));
  return createContext({
    ...web,
    ...given,
    setTimeout: (call: Call, ms?: number, ...args: unknown[]) => numbered(setTimeout(call, ms, ...args)),
    setInterval: (call: Call, ms?: number, ...args: unknown[]) => numbered(setInterval(call, ms, ...args)),
  });
}

type Call = (...args: unknown[]) => void;

/** On the web a timer is a number. */
function numbered(timer: NodeJS.Timeout): number {
  return timer[Symbol.toPrimitive]();
}
