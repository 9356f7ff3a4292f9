import { trackedParent } from "../handlers/hooks/parent-context.js";
import { tryOr } from "../records/json/guarded-read.js";
import { isObject } from "../records/json/json-object.js";
import { debugLine } from "../settings/debug-line.js";
import { processEnvironment } from "../settings/environment.js";
import { type ContinuedTrace, continuedTraces } from "./continued-trace.js";
import { type HeaderLookup, type ReceivedTrace, readTraceHeaders } from "./received-trace.js";

/** The headers of a request, in the form of `fetch`, Node.js or a framework. */
export type RequestHeaders =
  | { get(name: string): string | null | undefined }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Runs `work` in the trace of the caller: the root runs of LangChain in it become spans of the caller's trace, below
 * the span that made the request. Headers that are missing or can't be used change nothing: the work then has a trace
 * of its own, and one line at `OPIK_LOG_LEVEL=DEBUG` reports headers that can't be used.
 *
 * It understands Opik's `opik_trace_id` and `opik_parent_span_id`, as its SDKs for Python and TypeScript write them,
 * and W3C's `traceparent` and `tracestate`. Both services must log to the same project.
 *
 * @example
 * app.post("/ask", (request, response) => continueTrace(request.headers, () => answer(request, response)));
 *
 * @returns what `work` returns
 */
export function continueTrace<Result>(headers: RequestHeaders, work: () => Result): Result {
  const continued = tryOr(() => continuedBy(headers), undefined);
  return continued === undefined ? work() : continuedTraces().run(continued, work);
}

function continuedBy(headers: unknown): ContinuedTrace | undefined {
  const { opik, caller, others, unusable } = readSafely(headers);
  for (const fault of unusable) {
    debugLine(processEnvironment(), () => `the request's ${fault}; ignored.`);
  }
  if (opik === undefined && caller === undefined) return undefined;
  return { parent: opik && parentOf(opik), caller, others, startedIn: trackedParent() };
}

function parentOf({ traceId, spanId, source }: NonNullable<ReceivedTrace["opik"]>) {
  return { trace: { traceId, projectName: undefined, environment: undefined, source }, spanId };
}

// Input from outside is read with care: the request must be answered in any case.
function readSafely(headers: unknown): ReceivedTrace {
  try {
    if (isObject(headers)) return readTraceHeaders(lookup(headers));
  } catch {
    // They can't be read: they are no headers either.
  }
  return { opik: undefined, caller: undefined, others: [], unusable: ["headers can't be read"] };
}

function lookup(headers: object): HeaderLookup {
  const get: unknown = Reflect.get(headers, "get");
  if (typeof get === "function") return (name) => textOf(Reflect.apply(get, headers, [name]));
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => textOf(byName.get(name));
}

/**
 * More than servers accept for all headers together. Headers passed on by other means than HTTP may be of any length.
 */
const MAX_HEADER_LENGTH = 32_768;

function textOf(value: unknown): string | undefined {
  const texts: readonly unknown[] = Array.isArray(value) ? value.slice(0, MAX_HEADER_LENGTH) : [value];
  if (!texts.every((text) => typeof text === "string")) return undefined;
  const length = texts.reduce((sum, text) => sum + text.length + 1, 0);
  return length <= MAX_HEADER_LENGTH ? texts.join() : undefined;
}
