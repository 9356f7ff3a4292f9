import { asJsonObject, asList, asText, isJsonObject, type JsonObject } from "../records/json/json-object.js";
import { plainText } from "../records/plain-text.js";
import type { SpanRecord, Usage } from "../records/record.js";
import { countText, durationText } from "../terminal/amounts.js";
import { type Piece, piece } from "../terminal/styled-line.js";
import { attemptText, errorNote, stateNotes } from "./span-notes.js";

// The providers' names for tokens that came from their prompt cache.
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

/** Anything unusual about a run, one line each. */
export function notesOf({ error_info: error, metadata = {} }: SpanRecord, isErrorBelow: boolean): readonly Piece[] {
  const attempt = attemptNote(asJsonObject(metadata.attempt));
  const requests = httpAttemptsText(metadata.http_attempts);
  return [
    ...(error === undefined || isErrorBelow ? [] : [piece(errorNote(error), "red")]),
    ...[attempt, requests].flatMap((note) => (note === undefined ? [] : [piece(note, "yellow" as const)])),
    ...asList(metadata.refused_tool_calls).map((call) => piece(refusedCallText(asJsonObject(call)), "red" as const)),
    ...stateNotes(metadata).map((note) => piece(note, "yellow")),
  ];
}

function refusedCallText({ name }: JsonObject): string {
  return `the call of ${plainText(asText(name) ?? "a tool")} failed before it ran`;
}

// That a first try failed is shown by its error, and again by the second try.
function attemptNote(attempt: JsonObject): string | undefined {
  const { number, outcome, wait_ms: waitMs } = attempt;
  const text = number === 1 && outcome === "failed" ? undefined : attemptText(attempt);
  if (text === undefined || typeof waitMs !== "number" || waitMs < SHOWN_WAIT_MS) return text;
  return `${text}, ${durationText(waitMs * 1000)} later`;
}

/** How the requests of a model's own HTTP client went, in one line, with the wait after each. */
function httpAttemptsText(attempts: unknown): string | undefined {
  const requests = asList(attempts).filter(isJsonObject);
  return requests.length === 0 ? undefined : `${requests.length} requests: ${requests.map(requestText).join(", ")}`;
}

function requestText({ outcome, error, wait_ms: waitMs }: JsonObject): string {
  const wait = typeof waitMs === "number" ? ` +${durationText(waitMs * 1000)}` : "";
  return `${outcome === "failed" ? failureText(asJsonObject(error)) : plainText(asText(outcome) ?? "unknown")}${wait}`;
}

function failureText({ type, status }: JsonObject): string {
  return typeof status === "number" ? String(status) : plainText(asText(type) ?? "failed");
}
