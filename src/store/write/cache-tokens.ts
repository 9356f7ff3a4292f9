import { countField, type JsonObject } from "./json-fields.js";

// In each provider's words.
const CACHE_READ_NAMES = [
  "original_usage.prompt_tokens_details.cached_tokens",
  "original_usage.input_tokens_details.cached_tokens",
  "original_usage.cache_read_input_tokens",
  "original_usage.cacheReadInputTokens",
  "original_usage.cached_content_token_count",
  "cache_read_input_tokens",
];
const CACHE_WRITE_NAMES = [
  "original_usage.cache_creation_input_tokens",
  "original_usage.cacheWriteInputTokens",
  "cache_creation_input_tokens",
];

/** The tokens of the prompt that were read from a provider's cache, and those that were written to it. */
export function cacheTokens(usage: JsonObject) {
  return {
    cache_read_tokens: firstCount(usage, CACHE_READ_NAMES),
    cache_write_tokens: firstCount(usage, CACHE_WRITE_NAMES),
  };
}

function firstCount(usage: JsonObject, names: readonly string[]): number | null {
  for (const name of names) {
    const count = countField(usage, name);
    if (count !== null) return count;
  }
  return null;
}
