import { isoTime } from "../../../../src/records/clock.js";
import type { SpanLine } from "../../../../src/viewer/page-api/page-data.js";

interface Made extends Partial<SpanLine> {
  readonly id: string;
  /** Milliseconds after the start of the trace. */
  readonly from?: number;
  readonly to?: number;
}

export const TRACE_START_MS = Date.parse("2026-01-01T00:00:00Z");

export function timeAt(milliseconds: number): string {
  return isoTime((TRACE_START_MS + milliseconds) * 1_000);
}

/** A line of the tree, with whatever the test is about. */
export function spanLine({ from = 0, to = from + 1, ...fields }: Made): SpanLine {
  return {
    name: fields.id,
    traceId: "trace",
    kind: "chain",
    status: "ok",
    tags: [],
    startTime: timeAt(from),
    endTime: timeAt(to),
    durationMs: to - from,
    ...fields,
  };
}
