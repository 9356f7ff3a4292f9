import { isObject } from "../records/json/json-object.js";
import type { SpanRecord, TraceRecord } from "../records/record.js";

/** Traces with their spans, in Opik's wire form, wherever they were recorded. */
export interface TraceRecording {
  readonly traces: readonly TraceRecord[];
  readonly spans: readonly SpanRecord[];
}

export function isTraceRecording(value: unknown): value is TraceRecording {
  return isObject(value) && isRecordList(value.traces) && isRecordList(value.spans);
}

function isRecordList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isObject);
}
