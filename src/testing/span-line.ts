import { asJsonObject, asList } from "../records/json/json-object.js";
import { modelName } from "../records/model-name.js";
import { plainText } from "../records/plain-text.js";
import type { SpanRecord, TraceRecord } from "../records/record.js";
import { kindOf } from "../records/span-kind.js";
import { attemptText, errorText, stateNotes } from "../trace-view/span-notes.js";

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const ISO_TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?/g;

/** A span in one line: `✗ ChatOpenAI (llm gpt-4o) [fallback 1 failed]: RateLimitError: 429 Too many requests`. */
export function spanLine(span: SpanRecord, isErrorBelow: boolean): string {
  return line(span, kindText(span), notesOf(span), isErrorBelow);
}

/** A trace in one line: `✗ support-agent: RangeError: too far`. */
export function traceLine(trace: TraceRecord, isErrorBelow: boolean): string {
  return line(trace, "", stateNotes(asJsonObject(trace.metadata)), isErrorBelow);
}

type Line = Pick<SpanRecord, "name" | "error_info">;

function line(
  { name, error_info: error }: Line,
  kind: string,
  notes: readonly string[],
  isErrorBelow: boolean,
): string {
  const failed = error === undefined ? "" : "✗ ";
  const noted = notes.length === 0 ? "" : ` [${notes.join("; ")}]`;
  const why = error === undefined || isErrorBelow ? "" : `: ${errorText(error)}`;
  return withoutIds(`${failed}${plainText(name)}${kind}${noted}${why}`);
}

// Most spans are chains, so that kind is not printed.
function kindText(span: SpanRecord): string {
  const { type, metadata } = span;
  const model = modelName(span);
  const kind = kindOf(type, metadata?.["opik.kind"]);
  const words = [...(kind === "chain" ? [] : [kind]), ...(model === undefined ? [] : [plainText(model)])];
  return words.length === 0 ? "" : ` (${words.join(" ")})`;
}

function notesOf({ metadata }: SpanRecord): readonly string[] {
  const { attempt, http_attempts: requests, cache_hit: isCacheHit } = asJsonObject(metadata);
  const attempted = attemptText(attempt);
  const requestCount = asList(requests).length;
  return [
    ...(attempted === undefined ? [] : [attempted]),
    ...(requestCount > 1 ? [`${requestCount} requests`] : []),
    ...(isCacheHit === true ? ["cache hit"] : []),
    ...stateNotes(asJsonObject(metadata)),
  ];
}

/** The text with the values replaced that differ from run to run: UUIDs and times. */
function withoutIds(text: string): string {
  return text.replace(UUID, "<id>").replace(ISO_TIME, "<time>");
}
