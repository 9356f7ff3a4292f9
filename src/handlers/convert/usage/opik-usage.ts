import type { Usage } from "../../../records/record.js";
import type { PricingFamily } from "./pricing-family.js";
import { countOf, type TokenCounts } from "./token-counts.js";

/** The names under which Opik reads usage, and where the count of each comes from. */
type UsageFields = readonly (readonly [name: string, read: (counts: TokenCounts) => number | undefined])[];

/** Usage as Opik shows and prices it: three plain counts, and the provider's own under `original_usage.`. */
export function toOpikUsage(counts: TokenCounts, family: PricingFamily): Usage {
  const usage: Record<string, number> = {};
  for (const [name, read] of FIELDS[family]) {
    const count = countOf(read(counts));
    if (count !== undefined) usage[name] = count;
  }
  return usage;
}

const input = (counts: TokenCounts) => counts.input;
const output = (counts: TokenCounts) => counts.output;
const cacheRead = (counts: TokenCounts) => counts.cacheRead;
const cacheWrite = (counts: TokenCounts) => counts.cacheWrite;
// The reported total may leave out caches, or count a stream twice.
const total = (counts: TokenCounts) => counts.input + counts.output;
const uncachedInput = (counts: TokenCounts) => counts.input - (counts.cacheRead ?? 0) - (counts.cacheWrite ?? 0);

const SHOWN: UsageFields = [
  ["prompt_tokens", input],
  ["completion_tokens", output],
  ["total_tokens", total],
];

const FIELDS: Readonly<Record<PricingFamily, UsageFields>> = {
  openai: [
    ...SHOWN,
    ["original_usage.prompt_tokens", input],
    ["original_usage.completion_tokens", output],
    ["original_usage.total_tokens", total],
    ["original_usage.prompt_tokens_details.cached_tokens", cacheRead],
    ["original_usage.prompt_tokens_details.audio_tokens", ({ inputAudio }) => inputAudio],
    ["original_usage.completion_tokens_details.reasoning_tokens", ({ reasoning }) => reasoning],
    ["original_usage.completion_tokens_details.audio_tokens", ({ outputAudio }) => outputAudio],
  ],
  // Opik charges `input_tokens` in full and the caches beside it.
  anthropic: [
    ...SHOWN,
    ["original_usage.input_tokens", uncachedInput],
    ["original_usage.output_tokens", output],
    ["original_usage.cache_read_input_tokens", cacheRead],
    ["original_usage.cache_creation_input_tokens", cacheWrite],
  ],
  bedrock: [
    ...SHOWN,
    ["original_usage.inputTokens", uncachedInput],
    ["original_usage.outputTokens", output],
    ["original_usage.cacheReadInputTokens", cacheRead],
    ["original_usage.cacheWriteInputTokens", cacheWrite],
  ],
  // Here the prompt includes what was cached; thoughts are beside the candidates, and both are in `completion_tokens`.
  google: [
    ...SHOWN,
    ["original_usage.prompt_token_count", input],
    ["original_usage.candidates_token_count", (counts) => counts.output - (counts.reasoning ?? 0)],
    ["original_usage.total_token_count", total],
    ["original_usage.cached_content_token_count", cacheRead],
    ["original_usage.thoughts_token_count", ({ reasoning }) => reasoning],
  ],
};
