import type { SpanRecord, TraceRecord } from "../../src/records/record.js";

const TRACE_ID = "01935d6e-0000-7000-8000-000000000000";
const START_MILLIS = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A time so many milliseconds after the trace's start. */
export function at(millis: number): string {
  const whole = Math.floor(millis);
  const micros = Math.round((millis - whole) * 1000);
  return `${new Date(START_MILLIS + whole).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}Z`;
}

/** A trace that has not ended. */
export function openTrace(fields: Partial<TraceRecord> = {}): TraceRecord {
  return {
    id: TRACE_ID,
    name: "support-agent",
    start_time: at(0),
    last_updated_at: at(1000),
    source: "sdk",
    ...fields,
  };
}

/** A trace of one second, unless told otherwise. */
export function shownTrace(fields: Partial<TraceRecord> = {}): TraceRecord {
  return openTrace({ end_time: at(1000), ...fields });
}

/** A chain's span that has not ended. */
export function openSpan(id: string, fields: Partial<SpanRecord> = {}): SpanRecord {
  return {
    id,
    trace_id: TRACE_ID,
    name: id,
    type: "general",
    start_time: at(0),
    last_updated_at: at(1000),
    source: "sdk",
    ...fields,
  };
}

/** A chain's span that lasts as long as the trace, unless told otherwise. */
export function shownSpan(id: string, fields: Partial<SpanRecord> = {}): SpanRecord {
  return openSpan(id, { end_time: at(1000), ...fields });
}
