import type { SerializedRecord } from "../../../src/records/record-sink.js";

const START_TIME = "2026-01-01T00:00:00.000000Z";

/** The same number always gives the same id, of the time at which the tests' clock starts. */
export function testId(number: number): string {
  return `019b76da-a800-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

export function traceText(number: number, fields: Readonly<Record<string, unknown>> = {}): SerializedRecord {
  const id = testId(number);
  const trace = { id, name: "trace", start_time: START_TIME, last_updated_at: START_TIME, source: "sdk", ...fields };
  return { kind: "trace", id, json: JSON.stringify(trace) };
}

export function spanText(number: number, fields: Readonly<Record<string, unknown>> = {}): SerializedRecord {
  const id = testId(number);
  const span = {
    id,
    trace_id: testId(0),
    name: "span",
    start_time: START_TIME,
    last_updated_at: START_TIME,
    ...fields,
  };
  return { kind: "span", id, json: JSON.stringify(span) };
}

export function traceTexts(count: number, fields?: Readonly<Record<string, unknown>>): SerializedRecord[] {
  return Array.from({ length: count }, (_, index) => traceText(index + 1, fields));
}

export function spanTexts(count: number, fields?: Readonly<Record<string, unknown>>): SerializedRecord[] {
  return Array.from({ length: count }, (_, index) => spanText(index + 1, fields));
}
