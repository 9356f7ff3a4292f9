import { expect } from "vitest";
import type { SpanRecord, TraceRecord } from "../../../src/records/record.js";
import { checkSpanBatch, checkTraceBatch } from "../../contract/wire-check.js";
import type { RecordingOpikServer } from "./recording-opik-server.js";

/** Every write of every record that arrived, in the order of arrival, by the record's id. */
export function writesById({ requests }: RecordingOpikServer): Map<string, (TraceRecord | SpanRecord)[]> {
  const writes = new Map<string, (TraceRecord | SpanRecord)[]>();
  for (const { path, text } of requests) {
    for (const record of recordsOf(path, JSON.parse(text))) {
      writes.set(record.id, [...(writes.get(record.id) ?? []), record]);
    }
  }
  return writes;
}

function recordsOf(path: string, body: unknown): readonly (TraceRecord | SpanRecord)[] {
  const batch = path.includes("/traces/") ? checkTraceBatch(body) : checkSpanBatch(body);
  switch (batch.kind) {
    case "traces":
      return batch.traces;
    case "spans":
      return batch.spans;
    case "invalid":
      throw new Error(`A request to ${path} held no batch.`);
  }
}

/** Each record's writes, `open` or `ended`; none may change its place, and each must be newer than the one before. */
export function lives(opik: RecordingOpikServer): Record<string, string[]> {
  const named = [...writesById(opik).values()].map((writes): [string, string[]] => {
    const [first] = writes;
    for (const write of writes) {
      expect(placeOf(write)).toEqual(placeOf(first));
      expect(write.start_time).toBe(first?.start_time);
    }
    const versions = writes.map((write) => write.last_updated_at);
    expect(versions).toEqual([...new Set(versions)].sort());
    return [first?.name ?? "", writes.map(({ end_time }) => (end_time === undefined ? "open" : "ended"))];
  });
  return Object.fromEntries(named);
}

function placeOf(record: object | undefined): readonly unknown[] {
  if (record === undefined || !("trace_id" in record)) return ["trace"];
  return [record.trace_id, "parent_span_id" in record ? record.parent_span_id : undefined];
}
