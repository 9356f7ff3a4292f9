import { asJsonObject, type JsonObject } from "../../../src/records/json/json-object.js";
import type { SpanRecord } from "../../../src/records/record.js";
import { attemptText } from "../../../src/trace-view/span-notes.js";

/**
 * The attempts among spans as one line each, in the order of their start, to be compared at one glance:
 * `large: fallback 1 failed`, `small: fallback 2 answered, after 503 of large (withFallbacks)`.
 */
export function attemptLines(spans: readonly SpanRecord[]): string[] {
  return spans
    .filter(({ metadata }) => metadata?.attempt !== undefined)
    .sort((one, other) => one.start_time.localeCompare(other.start_time))
    .map((span) => attemptLine(span, asJsonObject(span.metadata?.attempt)));
}

// The status alone where there is one: each provider has its own names for errors.
function attemptLine({ name, model }: SpanRecord, attempt: JsonObject): string {
  const { number, mechanism, reason } = attempt;
  const { status } = asJsonObject(reason);
  const text = attemptText(typeof status === "number" ? { ...attempt, reason: { type: `${status}` } } : attempt);
  return `${model ?? name}: ${String(text)}${number === 1 ? "" : ` (${String(mechanism)})`}`;
}
