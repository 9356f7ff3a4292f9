import { asJsonObject, asList, asText, type JsonObject } from "../records/json/json-object.js";
import { firstLineOf, plainText } from "../records/plain-text.js";
import type { ErrorInfo, SpanRecord, TraceRecord } from "../records/record.js";
import { kindOf } from "../records/span-kind.js";
import { withoutIds } from "./without-ids.js";

/** A span in one line: `✗ ChatOpenAI (llm gpt-4o) [fallback 1]: RateLimitError: 429 Too many requests`. */
export function spanLine(span: SpanRecord, errorIsToldBelow: boolean): string {
  return line(span, kindText(span), notesOf(span), errorIsToldBelow);
}

/** A trace in one line: `✗ support-agent: RangeError: too far`. */
export function traceLine(trace: TraceRecord, errorIsToldBelow: boolean): string {
  return line(trace, "", stateNotes(asJsonObject(trace.metadata)), errorIsToldBelow);
}

type Line = Pick<SpanRecord, "name" | "error_info">;

function line({ name, error_info: error }: Line, kind: string, notes: readonly string[], isToldBelow: boolean): string {
  const failed = error === undefined ? "" : "✗ ";
  const noted = notes.length === 0 ? "" : ` [${notes.join(", ")}]`;
  const why = error === undefined || isToldBelow ? "" : `: ${errorText(error)}`;
  return withoutIds(`${failed}${plainText(name)}${kind}${noted}${why}`);
}

function errorText({ exception_type: type, message }: ErrorInfo): string {
  const said = firstLineOf(message ?? "");
  return said === "" ? plainText(type) : `${plainText(type)}: ${said}`;
}

// Most spans are chains: that goes without saying.
function kindText({ type, metadata, model }: SpanRecord): string {
  const kind = kindOf(type, metadata?.["opik.kind"]);
  const words = [...(kind === "chain" ? [] : [kind]), ...(model === undefined ? [] : [plainText(model)])];
  return words.length === 0 ? "" : ` (${words.join(" ")})`;
}

function notesOf({ metadata }: SpanRecord): readonly string[] {
  const { attempt, http_attempts: requests, cache_hit: isCacheHit } = asJsonObject(metadata);
  const requestCount = asList(requests).length;
  return [
    ...attemptNotes(asJsonObject(attempt)),
    ...(requestCount > 1 ? [`${requestCount} requests`] : []),
    ...(isCacheHit === true ? ["cache hit"] : []),
    ...stateNotes(asJsonObject(metadata)),
  ];
}

function stateNotes({ control_flow: left, abandoned, in_progress: isOpen }: JsonObject): readonly string[] {
  return [
    ...(left === undefined ? [] : [`left by ${asText(left) ?? "control flow"}`]),
    ...(abandoned === undefined ? [] : ["abandoned"]),
    ...(isOpen === true ? ["in progress"] : []),
  ];
}

// Whether it failed or answered is told by the cross before its name.
function attemptNotes({ kind, number, reason, outcome }: JsonObject): readonly string[] {
  if (typeof number !== "number") return [];
  const { type, status } = asJsonObject(reason);
  const why = reason === undefined ? "" : ` after ${asText(type) ?? "an error"}${statusText(status)}`;
  return [`${asText(kind) ?? "attempt"} ${number}${why}${outcome === "superseded" ? ", not used" : ""}`];
}

function statusText(status: unknown): string {
  return typeof status === "number" ? ` ${status}` : "";
}
