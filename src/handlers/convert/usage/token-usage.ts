import { type JsonObject, jsonObjectAt } from "../../../records/json/json-object.js";
import { generationsOf, responseNotes } from "../model/generations.js";
import { withReasoningInOutput } from "./hidden-reasoning.js";
import { withoutImpossibleDetails } from "./plausible-counts.js";
import { readTokenCounts } from "./read-token-counts.js";
import { type StreamedUsage, withLastWord } from "./streamed-usage.js";
import { countOf, sumOf, type TokenCounts, tokenDetails } from "./token-counts.js";

/** What one model call used. Undefined when nothing was reported. */
export function readTokenUsage(
  output: unknown,
  provider: string | undefined,
  stream?: StreamedUsage,
): TokenCounts | undefined {
  const generations = generationsOf(output);
  const counts =
    ofCall(generations.map((generation) => reportedByMessage(generation))) ??
    ofCall(generations.map((generation) => reportedByProvider(generation, provider))) ??
    reportedByCall(jsonObjectAt(output, "llmOutput"));
  if (counts === undefined) return undefined;
  const told = stream !== undefined && generations.length === 1 ? withLastWord(counts, stream, provider) : counts;
  const noted = { ...told, hourCacheWrite: told.hourCacheWrite ?? hourCacheWrite(generations) };
  return withoutImpossibleDetails(withReasoningInOutput(noted, provider));
}

// Of Anthropic's own report, LangChain keeps only this beside a stream's `usage_metadata`.
function hourCacheWrite(generations: readonly JsonObject[]): number | undefined {
  const reports = generations.flatMap(responseNotes).map((notes) => jsonObjectAt(notes, "usage", "cache_creation"));
  return reports.map((report) => countOf(report.ephemeral_1h_input_tokens)).find((count) => count !== undefined);
}

/**
 * When asked for several answers, ChatOpenAI notes the usage of the whole call on each of them, or in a stream on the
 * first alone. So equal reports are one report; different ones are parts.
 */
function ofCall(reports: readonly (TokenCounts | undefined)[]): TokenCounts | undefined {
  const found = reports.filter((report) => report !== undefined);
  const [first, ...others] = found;
  return first === undefined || others.every((other) => isSame(first, other)) ? first : found.reduce(added);
}

/** LangChain's own `usage_metadata`, with the details that some packages (Groq's) leave in the provider's report. */
function reportedByMessage(generation: JsonObject): TokenCounts | undefined {
  const reported = readTokenCounts(jsonObjectAt(generation, "message").usage_metadata);
  if (reported === undefined) return undefined;
  const raw = rawReports(generation).find(
    (other) => other.input === reported.input && other.output === reported.output,
  );
  return raw === undefined ? reported : completed(reported, raw);
}

function reportedByProvider(generation: JsonObject, provider: string | undefined): TokenCounts | undefined {
  const [raw] = rawReports(generation);
  // Claude through ChatVertexAI is the only case in which LangChain leaves the caches out of `input_tokens`.
  if (raw === undefined || provider !== "anthropic_vertexai") return raw;
  const [notes] = responseNotes(generation).filter((one) => one.usage_metadata !== undefined);
  return notes === undefined ? raw : { ...raw, input: sumOf(raw.input, raw.cacheRead, raw.cacheWrite) ?? raw.input };
}

/** Reports in the notes of one generation, the most detailed first. */
function rawReports(generation: JsonObject): readonly TokenCounts[] {
  return responseNotes(generation)
    .flatMap((notes) => [
      jsonObjectAt(notes, "x_groq").usage,
      notes.usage,
      jsonObjectAt(notes, "metadata").usage,
      notes.usage_metadata,
      notes.usageMetadata,
      notes.tokenUsage,
      notes.token_usage,
      notes,
    ])
    .map(readTokenCounts)
    .filter((counts) => counts !== undefined);
}

/** The estimate is LangChain's own guess and comes last. */
function reportedByCall(llmOutput: JsonObject): TokenCounts | undefined {
  const places = ["tokenUsage", "token_usage", "usage", "usageMetadata", "estimatedTokenUsage"];
  return places.map((place) => readTokenCounts(llmOutput[place])).find((counts) => counts !== undefined);
}

function isSame(one: TokenCounts, other: TokenCounts): boolean {
  return one.input === other.input && one.output === other.output && one.total === other.total;
}

function added(one: TokenCounts, other: TokenCounts): TokenCounts {
  return {
    input: sumOf(one.input, other.input) ?? 0,
    output: sumOf(one.output, other.output) ?? 0,
    total: sumOf(one.total, other.total) ?? 0,
    ...tokenDetails((name) => sumOf(one[name], other[name])),
  };
}

/** `reported` with those details of `raw` that it lacks. */
function completed(reported: TokenCounts, raw: TokenCounts): TokenCounts {
  return { ...reported, ...tokenDetails((name) => reported[name] ?? raw[name]) };
}
