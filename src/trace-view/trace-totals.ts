import { asJsonObject, asText, type JsonObject } from "../records/json/json-object.js";
import { plainText } from "../records/plain-text.js";
import type { TraceRecord } from "../records/record.js";
import { counted, countText, durationText } from "../terminal/amounts.js";
import { type Piece, piece, type Tone } from "../terminal/styled-line.js";

/** The `summary` of a trace in words, without zero counts. */
export function traceTotals({ metadata }: TraceRecord): readonly Piece[] {
  const summary = asJsonObject(metadata?.summary);
  const happened = (name: string, tone: Tone, one: string, many?: string): readonly Piece[] => {
    const count = numberOf(summary[name]);
    return count === 0 ? [] : [piece(counted(count, one, many), tone)];
  };
  return [
    ...happened("llm_calls", "plain", "llm call"),
    ...happened("tool_calls", "plain", "tool call"),
    ...happened("retrievals", "plain", "retrieval"),
    ...tokens(summary),
    ...happened("cache_hits", "plain", "cache hit"),
    ...happened("errors", "red", "error"),
    ...happened("retries", "yellow", "retry", "retries"),
    ...happened("fallbacks", "yellow", "fallback"),
    ...timeLost(numberOf(summary.time_lost_ms)),
    ...answeredBy(asJsonObject(summary.answered_by)),
  ];
}

function tokens({ prompt_tokens, completion_tokens }: JsonObject): readonly Piece[] {
  const [sent, received] = [numberOf(prompt_tokens), numberOf(completion_tokens)];
  return sent + received === 0 ? [] : [piece(`${countText(sent)}→${countText(received)} tokens`)];
}

function timeLost(lostMs: number): readonly Piece[] {
  return lostMs === 0 ? [] : [piece(`${durationText(lostMs * 1000)} lost to failed attempts`, "yellow")];
}

function answeredBy({ model, provider }: JsonObject): readonly Piece[] {
  const name = asText(model);
  const from = asText(provider);
  if (name === undefined) return [];
  return [piece(`answered by ${plainText(name)}${from === undefined ? "" : ` (${plainText(from)})`}`)];
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
