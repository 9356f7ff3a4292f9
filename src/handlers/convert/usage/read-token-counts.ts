import { isJsonObject, type JsonObject, jsonObjectAt } from "../../../records/json/json-object.js";
import { countOf, sumOf, type TokenCounts, type TokenDetails } from "./token-counts.js";

/** Reads one provider's form of usage, which is recognised by these names. */
interface UsageReader {
  readonly names: readonly string[];
  readonly read: (usage: JsonObject) => TokenCounts | undefined;
}

const READERS: readonly UsageReader[] = [
  { names: ["input_tokens", "output_tokens"], read: withInputTokens },
  { names: ["prompt_tokens", "promptTokens", "completion_tokens", "completionTokens"], read: withPromptTokens },
  { names: ["inputTokens", "outputTokens"], read: bedrockCounts },
  { names: ["promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount"], read: googleCounts },
  { names: ["prompt_eval_count", "eval_count"], read: ollamaCounts },
];

/** Token counts of a usage object, recognised by its field names alone. Undefined if it holds none, as `{}` does. */
export function readTokenCounts(usage: unknown): TokenCounts | undefined {
  if (!isJsonObject(usage)) return undefined;
  for (const { names, read } of READERS) {
    const counts = names.some((name) => name in usage) ? read(usage) : undefined;
    if (counts !== undefined) return counts;
  }
  return undefined;
}

/** LangChain's `usage_metadata`, OpenAI's Responses API and Anthropic share these names. */
function withInputTokens(usage: JsonObject): TokenCounts | undefined {
  const input = jsonObjectAt(usage, "input_token_details");
  const output = jsonObjectAt(usage, "output_token_details");
  const rawInput = jsonObjectAt(usage, "input_tokens_details");
  const rawOutput = jsonObjectAt(usage, "output_tokens_details");
  // Only Anthropic's own object has these two, and its `input_tokens` do not include them.
  const besides = [usage.cache_read_input_tokens, usage.cache_creation_input_tokens];
  return counts(sumWith(usage.input_tokens, besides), usage.output_tokens, usage.total_tokens, {
    cacheRead: countOf(input.cache_read ?? rawInput.cached_tokens ?? besides[0]),
    cacheWrite: countOf(input.cache_creation ?? besides[1]),
    hourCacheWrite: countOf(jsonObjectAt(usage, "cache_creation").ephemeral_1h_input_tokens),
    inputAudio: countOf(input.audio ?? rawInput.audio_tokens),
    reasoning: countOf(output.reasoning ?? rawOutput.reasoning_tokens),
    outputAudio: countOf(output.audio ?? rawOutput.audio_tokens),
  });
}

/** OpenAI's chat completions and all APIs that follow them; `llmOutput.tokenUsage` in camelCase. */
function withPromptTokens(usage: JsonObject): TokenCounts | undefined {
  const prompt = jsonObjectAt(usage, "prompt_tokens_details");
  const completion = jsonObjectAt(usage, "completion_tokens_details");
  const total = usage.total_tokens ?? usage.totalTokens;
  return counts(
    countOf(usage.prompt_tokens ?? usage.promptTokens),
    usage.completion_tokens ?? usage.completionTokens,
    total,
    {
      cacheRead: countOf(prompt.cached_tokens ?? usage.prompt_cache_hit_tokens),
      inputAudio: countOf(prompt.audio_tokens),
      reasoning: countOf(completion.reasoning_tokens),
      outputAudio: countOf(completion.audio_tokens),
    },
  );
}

function bedrockCounts(usage: JsonObject): TokenCounts | undefined {
  const caches = [usage.cacheReadInputTokens, usage.cacheWriteInputTokens];
  return counts(sumWith(usage.inputTokens, caches), usage.outputTokens, usage.totalTokens, {
    cacheRead: countOf(caches[0]),
    cacheWrite: countOf(caches[1]),
  });
}

function googleCounts(usage: JsonObject): TokenCounts | undefined {
  const thoughts = usage.thoughtsTokenCount;
  return counts(
    sumWith(usage.promptTokenCount, [usage.toolUsePromptTokenCount]),
    sumOf(usage.candidatesTokenCount, thoughts),
    usage.totalTokenCount,
    { cacheRead: countOf(usage.cachedContentTokenCount), reasoning: countOf(thoughts) },
  );
}

function ollamaCounts(usage: JsonObject): TokenCounts | undefined {
  return counts(countOf(usage.prompt_eval_count), usage.eval_count, undefined, {});
}

function sumWith(base: unknown, besides: readonly unknown[]): number | undefined {
  return countOf(base) === undefined ? undefined : sumOf(base, ...besides);
}

function counts(
  input: number | undefined,
  rawOutput: unknown,
  rawTotal: unknown,
  details: TokenDetails,
): TokenCounts | undefined {
  const output = countOf(rawOutput);
  if (input === undefined && output === undefined) return undefined;
  const sum = sumOf(input, output) ?? 0;
  return { input: input ?? 0, output: output ?? 0, total: countOf(rawTotal) ?? sum, ...details };
}
