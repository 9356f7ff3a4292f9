import type { OtelSpan } from "../handlers/hooks/otel-span.js";
import { type RecordSource, recordSource } from "../records/record.js";
import { isInWindow, isRecent, opikId, uuidOfHex } from "./opik-id.js";
import { readTraceparent, readTracestate, type Tracestate } from "./traceparent.js";

/** The headers that Opik's own SDKs write and read. */
export const TRACE_ID_HEADER = "opik_trace_id";
export const PARENT_SPAN_ID_HEADER = "opik_parent_span_id";
/**
 * Our member of W3C's `tracestate`: `<trace id>-<span id>`, each as 32 hexadecimal digits, followed by the trace's
 * source where that is an experiment or the like.
 */
export const TRACESTATE_KEY = "opik";

/** Looks one header up by its name in lower case; undefined where it is not there. */
export type HeaderLookup = (name: string) => string | undefined;

/** What the headers of a request say about the caller's trace. */
export interface ReceivedTrace {
  /** In Opik. */
  readonly opik:
    | { readonly traceId: string; readonly spanId: string | undefined; readonly source: RecordSource }
    | undefined;
  /** In another tracer. */
  readonly caller: OtelSpan | undefined;
  /** Members of `tracestate` to pass on. */
  readonly others: readonly string[];
  /** What is wrong with headers that can't be used, in words. */
  readonly unusable: readonly string[];
}

/** Opik's own headers override those of W3C. */
export function readTraceHeaders(header: HeaderLookup): ReceivedTrace {
  const parent = header("traceparent");
  const span = parent === undefined ? undefined : readTraceparent(parent);
  // W3C: without a valid `traceparent`, `tracestate` means nothing.
  const state: Tracestate = span === undefined ? NO_STATE : readTracestate(header("tracestate") ?? "", TRACESTATE_KEY);
  const member = opikMember(state.ours);
  const opik = opikHeaders(header, member) ?? member ?? (span && opikTrace(span));
  return {
    opik,
    caller: span === undefined || uuidOfHex(span.traceId) === opik?.traceId ? undefined : span,
    others: state.others,
    unusable: [
      ...(header(TRACE_ID_HEADER) !== undefined && opikHeaders(header, member) === undefined
        ? [`header ${TRACE_ID_HEADER} names no trace of the last 45 days`]
        : []),
      ...(header(PARENT_SPAN_ID_HEADER) !== undefined && callersId(header(PARENT_SPAN_ID_HEADER)) === undefined
        ? [`header ${PARENT_SPAN_ID_HEADER} names no span of the last 45 days`]
        : []),
      ...(parent !== undefined && span === undefined ? ["header traceparent names no trace"] : []),
    ],
  };
}

const NO_STATE: Tracestate = { ours: undefined, others: [] };

// They name no source: the one of the same trace is in our member of `tracestate`.
function opikHeaders(header: HeaderLookup, member: ReceivedTrace["opik"]): ReceivedTrace["opik"] {
  const traceId = callersId(header(TRACE_ID_HEADER));
  if (traceId === undefined) return undefined;
  const source = member?.traceId === traceId ? member.source : "sdk";
  return { traceId, spanId: callersId(header(PARENT_SPAN_ID_HEADER)), source };
}

/** An id that Opik may accept: one that it refuses makes the whole request fail that contains it. */
function callersId(text: string | undefined): string | undefined {
  const id = opikId(text);
  return id !== undefined && isInWindow(id) ? id : undefined;
}

function opikMember(member: string | undefined): ReceivedTrace["opik"] {
  const [trace = "", span = "", source] = member?.split("-") ?? [];
  const traceId = callersId(uuidOfHex(trace));
  return traceId === undefined
    ? undefined
    : { traceId, spanId: callersId(uuidOfHex(span)), source: recordSource(source) };
}

// It is ours, but `tracestate` was lost on the way: half a span's id identifies nothing, so its children are put
// directly below the trace.
function opikTrace({ traceId }: OtelSpan): ReceivedTrace["opik"] {
  const id = opikId(uuidOfHex(traceId));
  return id === undefined || !isRecent(id) ? undefined : { traceId: id, spanId: undefined, source: "sdk" };
}
