import { isoTime } from "../../../../src/records/clock.js";
import { microsOfIso } from "../../../../src/records/iso-time.js";
import type { SpanRecord, TraceRecord } from "../../../../src/records/record.js";
import type { TraceRecording } from "../../../../src/testing/trace-recording.js";

const MICROS_PER_MILLI = 1_000;

/** The same runs at another time, with ids that follow from that time. */
export function movedRecording({ traces, spans }: TraceRecording, startMicros: number): TraceRecording {
  const first = traces[0];
  if (first === undefined) throw new Error("There is no trace to move.");
  const shift = startMicros - microsOf(first.start_time);
  const ids = new Map([...traces, ...spans].map(({ id }, index) => [id, idAt(startMicros, index)]));
  const idOf = (id: string) => ids.get(id) ?? id;
  const moved = <One extends TraceRecord | SpanRecord>(record: One): One => ({
    ...record,
    id: idOf(record.id),
    start_time: later(record.start_time, shift),
    ...(record.end_time !== undefined && { end_time: later(record.end_time, shift) }),
    last_updated_at: later(record.last_updated_at, shift),
  });
  return {
    traces: traces.map(moved),
    spans: spans.map((span) => ({
      ...moved(span),
      trace_id: idOf(span.trace_id),
      ...(span.parent_span_id !== undefined && { parent_span_id: idOf(span.parent_span_id) }),
    })),
  };
}

/** One recording for each of its traces. */
export function eachTrace({ traces, spans }: TraceRecording): readonly TraceRecording[] {
  return traces.map((trace) => ({ traces: [trace], spans: spans.filter(({ trace_id: id }) => id === trace.id) }));
}

function later(time: string, shiftMicros: number): string {
  return isoTime(microsOf(time) + shiftMicros);
}

function microsOf(time: string): number {
  const micros = microsOfIso(time);
  if (micros === undefined) throw new Error(`${time} is no time.`);
  return micros;
}

function idAt(micros: number, index: number): string {
  const millis = Math.floor(micros / MICROS_PER_MILLI)
    .toString(16)
    .padStart(12, "0");
  return `${millis.slice(0, 8)}-${millis.slice(8)}-7000-8000-${index.toString(16).padStart(12, "0")}`;
}
