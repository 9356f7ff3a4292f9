import { asJsonObject, asText, type JsonObject } from "../../../src/records/json/json-object.js";
import type { SpanRecord } from "../../../src/records/record.js";

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

function attemptLine({ name, model }: SpanRecord, attempt: JsonObject): string {
  const { kind, number, outcome, mechanism, reason, previous_model: previous } = attempt;
  const { type, status } = asJsonObject(reason);
  const why = reason === undefined ? "" : `, after ${String(status ?? type)}`;
  const of = previous === undefined ? "" : `${why === "" ? ", after an answer" : ""} of ${String(asText(previous))}`;
  const what = `${model ?? name}: ${String(kind)} ${String(number)} ${String(outcome)}`;
  return number === 1 ? what : `${what}${why}${of} (${String(mechanism)})`;
}
