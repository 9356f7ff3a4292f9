import { asJsonObject, asText, type JsonObject } from "../records/json/json-object.js";
import { firstLineOf, plainText } from "../records/plain-text.js";
import type { ErrorInfo, SpanRecord, Usage } from "../records/record.js";
import { countText, durationText } from "../terminal/amounts.js";
import { type Piece, piece } from "../terminal/styled-line.js";
import { httpAttemptsText } from "./http-notes.js";

// How the providers name what they took from their prompt cache.
const CACHED_TOKENS = [
  "original_usage.prompt_tokens_details.cached_tokens",
  "original_usage.cache_read_input_tokens",
  "original_usage.cacheReadInputTokens",
  "original_usage.cached_content_token_count",
];

// A shorter wait is only the time it takes to ask again.
const SHOWN_WAIT_MS = 10;

/** The figures of a model call: tokens in and out, time to first token, cache. */
export function factsOf({ usage, ttft, metadata }: SpanRecord): readonly string[] {
  return [
    ...(usage === undefined ? [] : [tokensText(usage)]),
    ...(ttft === undefined ? [] : [`first token ${durationText(ttft * 1000)}`]),
    ...(metadata?.cache_hit === true ? ["cache hit"] : []),
  ];
}

function tokensText(usage: Usage): string {
  const cached = CACHED_TOKENS.map((name) => usage[name] ?? 0).find((count) => count > 0);
  const tokens = `${countText(usage.prompt_tokens ?? 0)}→${countText(usage.completion_tokens ?? 0)} tokens`;
  return cached === undefined ? tokens : `${tokens} (${countText(cached)} cached)`;
}

/** What is out of the ordinary about a run, a line each. */
export function notesOf({ error_info: error, metadata }: SpanRecord, errorIsToldBelow: boolean): readonly Piece[] {
  const { attempt, http_attempts, control_flow, abandoned, in_progress } = metadata ?? {};
  const requests = httpAttemptsText(http_attempts);
  return [
    ...(error === undefined || errorIsToldBelow ? [] : [piece(errorText(error), "red")]),
    ...attemptNotes(asJsonObject(attempt)),
    ...(requests === undefined ? [] : [piece(requests, "yellow")]),
    ...(control_flow === undefined ? [] : [piece(`left by ${shownText(control_flow)}`, "yellow")]),
    ...(abandoned === undefined ? [] : [piece(`abandoned: ${shownText(abandoned)}`, "yellow")]),
    ...(in_progress === true ? [piece("in progress", "yellow")] : []),
  ];
}

/** The type of an error and the first line of its message. */
export function errorText({ exception_type: type, message }: ErrorInfo): string {
  return message === undefined ? plainText(type) : `${plainText(type)}: ${firstLineOf(message)}`;
}

// That a first try failed is told by its error, and again by the second try.
function attemptNotes(attempt: JsonObject): readonly Piece[] {
  const { number, kind, outcome } = attempt;
  if (typeof number !== "number" || (number === 1 && outcome === "failed")) return [];
  return [piece(`attempt ${number} of ${shownText(kind)}${whyAgain(attempt)}; ${shownText(outcome)}`, "yellow")];
}

function whyAgain({ reason, wait_ms: waitMs }: JsonObject): string {
  const { type, status } = asJsonObject(reason);
  const name = asText(type);
  if (name === undefined) return "";
  const code = typeof status === "number" ? ` ${status}` : "";
  const wait = typeof waitMs === "number" && waitMs >= SHOWN_WAIT_MS ? `, ${durationText(waitMs * 1000)} later` : "";
  return `, after ${plainText(name)}${code}${wait}`;
}

function shownText(value: unknown): string {
  return plainText(asText(value) ?? "unknown");
}
