import type { SpanRecord, TraceRecord } from "../../src/records/record.js";

/**
 * A record without the differences that are meant: the client of the SDK never says when it wrote, and its times have
 * milliseconds where ours have microseconds.
 */
export function comparable(record: TraceRecord | SpanRecord) {
  const { start_time, end_time = "" } = record;
  return { ...record, last_updated_at: undefined, start_time: inMillis(start_time), end_time: inMillis(end_time) };
}

function inMillis(time: string): string {
  return new Date(time).toISOString();
}
