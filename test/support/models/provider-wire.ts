import type { ProviderReply } from "./provider-server.js";

/** What one provider answers, by path. */
export type Replies = Readonly<Record<string, ProviderReply>>;

export const openAiUsage = {
  prompt_tokens: 100,
  completion_tokens: 40,
  total_tokens: 140,
  prompt_tokens_details: { cached_tokens: 60, audio_tokens: 5 },
  completion_tokens_details: { reasoning_tokens: 30, audio_tokens: 2, accepted_prediction_tokens: 0 },
};

export const completion = (model: string, usage: unknown, extra: object = {}): ProviderReply => ({
  kind: "json",
  body: {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_760_000_000,
    model,
    choices: [{ index: 0, message: { role: "assistant", content: "Hello." }, finish_reason: "stop" }],
    usage,
    ...extra,
  },
});

const completionChunk = (model: string, choices: readonly unknown[], extra: object = {}) => ({
  data: { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_760_000_000, model, choices, ...extra },
});

const delta = (content: string, finishReason: string | null = null) => ({
  index: 0,
  delta: { role: "assistant", content },
  finish_reason: finishReason,
});

/** OpenAI sends usage in a chunk of its own after the last choice. */
export const streamedCompletion = (model: string, usage: unknown): ProviderReply => ({
  kind: "sse",
  events: [
    completionChunk(model, [delta("Hel")]),
    completionChunk(model, [delta("lo.", "stop")]),
    completionChunk(model, [], { usage }),
    { data: "[DONE]" },
  ],
});

/** xAI, DeepSeek, Mistral and OpenRouter send usage beside the last choice. */
export const streamedWithLastChoice = (model: string, extra: object): ProviderReply => ({
  kind: "sse",
  events: [
    completionChunk(model, [delta("Hel")]),
    completionChunk(model, [delta("lo.", "stop")], extra),
    { data: "[DONE]" },
  ],
});

export const responsesBody = {
  id: "resp_1",
  object: "response",
  created_at: 1_760_000_000,
  status: "completed",
  model: "gpt-4o-2024-08-06",
  output: [
    {
      type: "message",
      id: "msg_1",
      role: "assistant",
      status: "completed",
      content: [{ type: "output_text", text: "Hello.", annotations: [] }],
    },
  ],
  usage: {
    input_tokens: 100,
    input_tokens_details: { cached_tokens: 60 },
    output_tokens: 40,
    output_tokens_details: { reasoning_tokens: 30 },
    total_tokens: 140,
  },
};

export const anthropicUsage = { input_tokens: 20, cache_creation_input_tokens: 30, cache_read_input_tokens: 50 };

export const anthropicMessage = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5-20250929",
  stop_sequence: null,
};

export const googleAnswer = (text: string, finishReason: string | undefined, usageMetadata: unknown) => ({
  candidates: [{ content: { role: "model", parts: [{ text }] }, ...(finishReason && { finishReason }), index: 0 }],
  usageMetadata,
  modelVersion: "gemini-2.5-flash-preview-09-2025",
});

/** Google counts thoughts beside the candidates and cached tokens within the prompt. */
export const googleUsage = {
  promptTokenCount: 100,
  candidatesTokenCount: 10,
  totalTokenCount: 140,
  cachedContentTokenCount: 60,
  thoughtsTokenCount: 30,
};

/** xAI counts reasoning tokens beside the completion, not within it. */
export const xaiUsage = {
  prompt_tokens: 100,
  completion_tokens: 10,
  total_tokens: 140,
  prompt_tokens_details: { cached_tokens: 60, audio_tokens: 0, text_tokens: 100 },
  completion_tokens_details: { reasoning_tokens: 30, audio_tokens: 0 },
};

export const deepSeekUsage = {
  prompt_tokens: 100,
  completion_tokens: 40,
  total_tokens: 140,
  prompt_tokens_details: { cached_tokens: 60 },
  completion_tokens_details: { reasoning_tokens: 30 },
  prompt_cache_hit_tokens: 60,
  prompt_cache_miss_tokens: 40,
};

export const groqUsage = {
  queue_time: 0.05,
  prompt_tokens: 100,
  prompt_time: 0.01,
  completion_tokens: 40,
  completion_time: 0.1,
  total_tokens: 140,
  total_time: 0.11,
  prompt_tokens_details: { cached_tokens: 60 },
};

export const bedrockUsage = {
  inputTokens: 20,
  outputTokens: 40,
  totalTokens: 140,
  cacheReadInputTokens: 50,
  cacheWriteInputTokens: 30,
};

export const bedrockPath = "/model/anthropic.claude-3-5-haiku-20241022-v1%3A0/converse";
export const ollamaEnd = {
  model: "llama3.2",
  created_at: "2025-11-01T00:00:00Z",
  done: true,
  done_reason: "stop",
  total_duration: 500,
  prompt_eval_count: 100,
  eval_count: 40,
};
export const openRouterUsage = { ...openAiUsage, cost: 0.0015, is_byok: false };
