import type { Usage } from "../../../records/record.js";
import type { PricingFamily } from "./pricing-family.js";
import { countOf, type TokenCounts } from "./token-counts.js";

type Entries = Readonly<Record<string, number | undefined>>;

/** Usage as Opik shows and prices it: three plain counts, and the provider's own under `original_usage.`. */
export function toOpikUsage(counts: TokenCounts, family: PricingFamily): Usage {
  const entries = { ...shownCounts(counts), ...prefixed(originalUsage(counts, family)) };
  const filled = Object.entries(entries).flatMap(([name, value]) => {
    const count = countOf(value);
    return count === undefined ? [] : [[name, count] as const];
  });
  return Object.fromEntries(filled);
}

/** The total is the sum: what was reported may leave out caches, or count a stream twice. */
function shownCounts({ input, output }: TokenCounts): Entries {
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

function originalUsage(counts: TokenCounts, family: PricingFamily): Entries {
  switch (family) {
    case "openai":
      return openAiUsage(counts);
    case "anthropic":
      return anthropicUsage(counts);
    case "bedrock":
      return bedrockUsage(counts);
    case "google":
      return googleUsage(counts);
  }
}

function openAiUsage(counts: TokenCounts): Entries {
  return {
    ...shownCounts(counts),
    "prompt_tokens_details.cached_tokens": counts.cacheRead,
    "prompt_tokens_details.audio_tokens": counts.inputAudio,
    "completion_tokens_details.reasoning_tokens": counts.reasoning,
    "completion_tokens_details.audio_tokens": counts.outputAudio,
  };
}

/** Opik charges `input_tokens` in full and the caches beside it. */
function anthropicUsage(counts: TokenCounts): Entries {
  return {
    input_tokens: uncachedInput(counts),
    output_tokens: counts.output,
    cache_read_input_tokens: counts.cacheRead,
    cache_creation_input_tokens: counts.cacheWrite,
  };
}

function bedrockUsage(counts: TokenCounts): Entries {
  return {
    inputTokens: uncachedInput(counts),
    outputTokens: counts.output,
    cacheReadInputTokens: counts.cacheRead,
    cacheWriteInputTokens: counts.cacheWrite,
  };
}

/** Here the prompt includes what was cached; thoughts stand beside the candidates, and both are in `completion_tokens`. */
function googleUsage(counts: TokenCounts): Entries {
  return {
    prompt_token_count: counts.input,
    candidates_token_count: counts.output - (counts.reasoning ?? 0),
    total_token_count: counts.input + counts.output,
    cached_content_token_count: counts.cacheRead,
    thoughts_token_count: counts.reasoning,
  };
}

function uncachedInput({ input, cacheRead = 0, cacheWrite = 0 }: TokenCounts): number {
  return input - cacheRead - cacheWrite;
}

function prefixed(entries: Entries): Entries {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [`original_usage.${name}`, value]));
}
