import { fewFields, hasFields } from "../../../records/json/few-members.js";
import { isJsonObject, type JsonObject } from "../../../records/json/json-object.js";
import { generationsOf, responseNotes } from "./generations.js";

// What the record has elsewhere: the answer itself, its model, how it ended, and its tokens.
const SAID_ELSEWHERE = new Set(
  [
    "finish_reason finishReason stop_reason stopReason done_reason stop_sequence",
    "model model_name modelId model_id modelVersion model_provider",
    "usage tokenUsage token_usage estimatedTokenUsage usage_metadata usageMetadata",
    "tool_calls function_call audio refusal reasoning reasoning_content tool_outputs output logprobs",
    "message text type role object headers",
  ].flatMap((names) => names.split(" ")),
);

/**
 * What a provider reports beside its answer, such as the fingerprint of its system or the ratings of safety filters.
 */
export function notesBesideAnswer(result: unknown): JsonObject | undefined {
  const [first] = generationsOf(result);
  if (first === undefined) return undefined;
  const entries = responseNotes(first)
    .toReversed()
    .flatMap((notes) => Object.entries(fewFields(notes)))
    .filter(([name, value]) => !SAID_ELSEWHERE.has(name) && isSaid(value));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function isSaid(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isJsonObject(value) ? !hasFields(value, 0) : value !== undefined && value !== null && value !== "";
}

/** The log probabilities of one answer, token by token. */
export function logProbabilities(generation: JsonObject): unknown {
  return responseNotes(generation).find(({ logprobs }) => logprobs !== undefined && logprobs !== null)?.logprobs;
}
