import { activeOtelSpan, type OtelSpan } from "../handlers/hooks/otel-span.js";
import { parentContext } from "../handlers/hooks/parent-context.js";
import { tryOr } from "../records/json/guarded-read.js";
import type { RecordSource } from "../records/record.js";
import { continuedTraces } from "./continued-trace.js";
import { currentRun } from "./current-run.js";
import { hexOfUuid } from "./opik-id.js";
import { PARENT_SPAN_ID_HEADER, TRACE_ID_HEADER, TRACESTATE_KEY } from "./received-trace.js";
import { writeTraceparent } from "./traceparent.js";

/** Headers by name, to be spread into those of a request. */
export type TraceHeaders = Readonly<Record<string, string>>;

/**
 * The headers that make another service's work a part of the trace that this code is in: `opik_trace_id` and
 * `opik_parent_span_id`, which Opik's SDKs understand, and W3C's `traceparent` and `tracestate`, which proxies and
 * other tracers pass on. Empty outside of a trace.
 *
 * @example
 * await fetch(url, { headers: { ...getTraceHeaders(), "content-type": "application/json" } });
 */
export function getTraceHeaders(): TraceHeaders {
  return tryOr(currentHeaders, {});
}

function currentHeaders(): TraceHeaders {
  const place = currentPosition();
  if (place === undefined) return {};
  const { traceId, spanId, source } = place;
  const ours = [...[traceId, spanId ?? ""].map(hexOfUuid), ...(source === "sdk" ? [] : [source])];
  const { others = [] } = continuedTraces().getStore() ?? {};
  return {
    [TRACE_ID_HEADER]: traceId,
    ...(spanId !== undefined && { [PARENT_SPAN_ID_HEADER]: spanId }),
    traceparent: writeTraceparent(w3cSpan(place)),
    tracestate: [`${TRACESTATE_KEY}=${ours.join("-")}`, ...others].join(),
  };
}

interface TracePosition {
  readonly traceId: string;
  readonly spanId: string | undefined;
  readonly source: RecordSource;
}

function currentPosition(): TracePosition | undefined {
  const run = currentRun();
  if (run !== undefined) return { traceId: run.traceId, spanId: run.ensureSpanId(), source: run.source ?? "sdk" };
  const { parent: outer } = parentContext();
  return outer && { traceId: outer.trace.traceId, spanId: outer.spanId, source: outer.trace.source };
}

// An active tracer of another kind writes the same. Otherwise this is part of the caller's trace, or the trace is
// Opik's own.
function w3cSpan({ traceId, spanId }: TracePosition): OtelSpan {
  const active = activeOtelSpan();
  if (active !== undefined) return active;
  const { caller } = continuedTraces().getStore() ?? {};
  return {
    traceId: caller?.traceId ?? hexOfUuid(traceId),
    // Only 64 bits fit, so the random ones are used. The whole id is in `tracestate`.
    spanId: hexOfUuid(spanId ?? traceId).slice(16),
    isSampled: caller?.isSampled ?? true,
  };
}
