import { microsOfIso } from "../records/iso-time.js";
import type { SpanRecord, TraceRecord } from "../records/record.js";

/** Microseconds since 1970. */
export interface TimeRange {
  readonly fromMicros: number;
  readonly toMicros: number;
}

/**
 * Microseconds since 1970 of an ISO 8601 time; a Date would keep milliseconds only. A text that is not a time counts as
 * 0.
 */
export function microsOf(isoTime: string): number {
  return microsOfIso(isoTime) ?? 0;
}

/** The time from a record's start to its end; one that is still open ends with the axis. */
export function timesOf(record: TraceRecord | SpanRecord, axis: TimeRange): TimeRange {
  const fromMicros = microsOf(record.start_time);
  const toMicros = record.end_time === undefined ? axis.toMicros : microsOf(record.end_time);
  return { fromMicros, toMicros: Math.max(fromMicros, toMicros) };
}

/** From the trace's start to its end; longer where a span began before it or ended after it. */
export function timeAxis(trace: TraceRecord, spans: readonly SpanRecord[]): TimeRange {
  let fromMicros = microsOf(trace.start_time);
  let toMicros = fromMicros;
  for (const { start_time, end_time } of [trace, ...spans]) {
    const start = microsOf(start_time);
    fromMicros = Math.min(fromMicros, start);
    toMicros = Math.max(toMicros, start, end_time === undefined ? start : microsOf(end_time));
  }
  return { fromMicros, toMicros };
}
