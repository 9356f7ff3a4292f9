import { isoTime } from "../../../../src/records/clock.js";
import { asJsonObject } from "../../../../src/records/json/json-object.js";
import type { SpanRecord, TraceRecord } from "../../../../src/records/record.js";
import type { TraceRecording } from "../../../../src/testing/trace-recording.js";

const START_MICROS = Date.parse("2026-03-02T16:00:00Z") * 1_000;

/** Milliseconds that a run takes of its own, by kind. */
const OWN_MS: Readonly<Record<SpanRecord["type"], number>> = { llm: 640, tool: 85, general: 6, guardrail: 20 };
const BETWEEN_MS = 4;
const BEFORE_ANOTHER_TRY_MS = 180;
const LOST_MS = 1_460;

interface Times {
  readonly start_time: string;
  readonly end_time?: string;
  readonly last_updated_at: string;
}

/** The same runs one after the other, with times that follow from what they are: those of each recording are others. */
export function stillRecording({ traces, spans }: TraceRecording): TraceRecording {
  const times = new Map<string, Times>();
  const childrenOf = new Map<string, SpanRecord[]>();
  for (const span of spans.toSorted((a, b) => (a.start_time < b.start_time ? -1 : 1))) {
    const parentId = span.parent_span_id ?? span.trace_id;
    childrenOf.set(parentId, [...(childrenOf.get(parentId) ?? []), span]);
  }
  const place = (record: TraceRecord | SpanRecord, ownMs: number, startMs: number): number => {
    let ms = startMs + BETWEEN_MS;
    for (const [index, child] of (childrenOf.get(record.id) ?? []).entries()) {
      const isAnotherTry = Number(asJsonObject(child.metadata?.["attempt"])["number"] ?? 1) > 1;
      const from = ms + (isAnotherTry ? BEFORE_ANOTHER_TRY_MS : BETWEEN_MS);
      ms = place(child, OWN_MS[child.type] * (1 + index / 4), from);
    }
    const endMs = ms + ownMs;
    const end = timeAt(endMs);
    times.set(record.id, {
      start_time: timeAt(startMs),
      ...(record.end_time !== undefined && { end_time: end }),
      last_updated_at: end,
    });
    return endMs;
  };
  let ms = 0;
  for (const trace of traces) ms = place(trace, OWN_MS.general, ms);
  const still = <One extends TraceRecord | SpanRecord>(record: One): One => ({
    ...record,
    ...times.get(record.id),
    ...(record.ttft !== undefined && { ttft: 210 }),
    ...(record.metadata !== undefined && { metadata: stillMetadata(record.metadata) }),
  });
  return { traces: traces.map(still), spans: spans.map(still) };
}

/** Amounts of time that stand beside the record's own. */
function stillMetadata(metadata: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const summary = asJsonObject(metadata["summary"]);
  const attempt = asJsonObject(metadata["attempt"]);
  return {
    ...metadata,
    ...("time_lost_ms" in summary && { summary: { ...summary, time_lost_ms: LOST_MS } }),
    ...("wait_ms" in attempt && { attempt: { ...attempt, wait_ms: BEFORE_ANOTHER_TRY_MS } }),
  };
}

function timeAt(milliseconds: number): string {
  return isoTime(START_MICROS + milliseconds * 1_000);
}
