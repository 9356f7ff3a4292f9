import { awsEventStream } from "./aws-event-stream.js";
import type { ProviderName } from "./provider-models.js";
import type { ProviderReply } from "./provider-server.js";

type Replies = Readonly<Record<string, ProviderReply>>;

const openAiUsage = {
  prompt_tokens: 100,
  completion_tokens: 40,
  total_tokens: 140,
  prompt_tokens_details: { cached_tokens: 60, audio_tokens: 5 },
  completion_tokens_details: { reasoning_tokens: 30, audio_tokens: 2, accepted_prediction_tokens: 0 },
};

const completion = (model: string, usage: unknown, extra: object = {}): ProviderReply => ({
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
const streamedCompletion = (model: string, usage: unknown): ProviderReply => ({
  kind: "sse",
  events: [
    completionChunk(model, [delta("Hel")]),
    completionChunk(model, [delta("lo.", "stop")]),
    completionChunk(model, [], { usage }),
    { data: "[DONE]" },
  ],
});

/** xAI, DeepSeek, Mistral and OpenRouter send usage beside the last choice. */
const streamedWithLastChoice = (model: string, extra: object): ProviderReply => ({
  kind: "sse",
  events: [
    completionChunk(model, [delta("Hel")]),
    completionChunk(model, [delta("lo.", "stop")], extra),
    { data: "[DONE]" },
  ],
});

const responsesBody = {
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

const anthropicUsage = { input_tokens: 20, cache_creation_input_tokens: 30, cache_read_input_tokens: 50 };

const anthropicMessage = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5-20250929",
  stop_sequence: null,
};

const googleAnswer = (text: string, finishReason: string | undefined, usageMetadata: unknown) => ({
  candidates: [{ content: { role: "model", parts: [{ text }] }, ...(finishReason && { finishReason }), index: 0 }],
  usageMetadata,
  modelVersion: "gemini-2.5-flash-preview-09-2025",
});

/** Google counts thoughts beside the candidates and cached tokens within the prompt. */
const googleUsage = {
  promptTokenCount: 100,
  candidatesTokenCount: 10,
  totalTokenCount: 140,
  cachedContentTokenCount: 60,
  thoughtsTokenCount: 30,
};

/** xAI counts reasoning tokens beside the completion, not within it. */
const xaiUsage = {
  prompt_tokens: 100,
  completion_tokens: 10,
  total_tokens: 140,
  prompt_tokens_details: { cached_tokens: 60, audio_tokens: 0, text_tokens: 100 },
  completion_tokens_details: { reasoning_tokens: 30, audio_tokens: 0 },
};

const deepSeekUsage = {
  prompt_tokens: 100,
  completion_tokens: 40,
  total_tokens: 140,
  prompt_tokens_details: { cached_tokens: 60 },
  completion_tokens_details: { reasoning_tokens: 30 },
  prompt_cache_hit_tokens: 60,
  prompt_cache_miss_tokens: 40,
};

const groqUsage = {
  queue_time: 0.05,
  prompt_tokens: 100,
  prompt_time: 0.01,
  completion_tokens: 40,
  completion_time: 0.1,
  total_tokens: 140,
  total_time: 0.11,
  prompt_tokens_details: { cached_tokens: 60 },
};

const bedrockUsage = {
  inputTokens: 20,
  outputTokens: 40,
  totalTokens: 140,
  cacheReadInputTokens: 50,
  cacheWriteInputTokens: 30,
};

const bedrockPath = "/model/anthropic.claude-3-5-haiku-20241022-v1%3A0/converse";
const ollamaEnd = {
  model: "llama3.2",
  created_at: "2025-11-01T00:00:00Z",
  done: true,
  done_reason: "stop",
  total_duration: 500,
  prompt_eval_count: 100,
  eval_count: 40,
};
const openRouterUsage = { ...openAiUsage, cost: 0.0015, is_byok: false };

/** What each provider answers to a plain call, as on the wire. */
export const wholeAnswers: Readonly<Record<ProviderName, Replies>> = {
  openai: { "/v1/chat/completions": completion("gpt-4o-2024-08-06", openAiUsage) },
  openaiResponses: { "/v1/responses": { kind: "json", body: responsesBody } },
  azure: { "/openai/deployments/chat/chat/completions": completion("gpt-4o-2024-08-06", openAiUsage) },
  anthropic: {
    "/v1/messages": {
      kind: "json",
      body: {
        ...anthropicMessage,
        stop_reason: "end_turn",
        content: [{ type: "text", text: "Hello." }],
        usage: { ...anthropicUsage, output_tokens: 40, service_tier: "standard" },
      },
    },
  },
  google: {
    "/v1beta/models/gemini-2.5-flash:generateContent": {
      kind: "json",
      body: googleAnswer("Hello.", "STOP", googleUsage),
    },
  },
  bedrock: {
    [bedrockPath]: {
      kind: "json",
      body: {
        output: { message: { role: "assistant", content: [{ text: "Hello." }] } },
        stopReason: "end_turn",
        usage: bedrockUsage,
        metrics: { latencyMs: 300 },
      },
    },
  },
  groq: { "/openai/v1/chat/completions": completion("llama-3.3-70b-versatile", groqUsage) },
  mistral: {
    "/v1/chat/completions": completion("mistral-small-2506", {
      prompt_tokens: 100,
      completion_tokens: 40,
      total_tokens: 140,
    }),
  },
  xai: { "/v1/chat/completions": completion("grok-3-mini", xaiUsage) },
  deepseek: { "/v1/chat/completions": completion("deepseek-chat", deepSeekUsage) },
  ollama: {
    "/api/chat": {
      kind: "ndjson",
      lines: [
        {
          ...ollamaEnd,
          done: false,
          message: { role: "assistant", content: "Hello." },
          prompt_eval_count: undefined,
          eval_count: undefined,
          done_reason: undefined,
        },
        { ...ollamaEnd, message: { role: "assistant", content: "" } },
      ],
    },
  },
  openrouter: {
    "/api/v1/chat/completions": completion("anthropic/claude-sonnet-4.5", openRouterUsage, { provider: "Anthropic" }),
  },
};

/** What each provider answers to a streamed call, as on the wire. */
export const streamedAnswers: Readonly<Record<ProviderName, Replies>> = {
  bedrock: {
    [`${bedrockPath}-stream`]: {
      kind: "bytes",
      contentType: "application/vnd.amazon.eventstream",
      body: awsEventStream([
        { type: "messageStart", body: { role: "assistant" } },
        { type: "contentBlockDelta", body: { contentBlockIndex: 0, delta: { text: "Hello." } } },
        { type: "contentBlockStop", body: { contentBlockIndex: 0 } },
        { type: "messageStop", body: { stopReason: "end_turn" } },
        { type: "metadata", body: { usage: bedrockUsage, metrics: { latencyMs: 300 } } },
      ]),
    },
  },
  ollama: wholeAnswers.ollama,
  openai: { "/v1/chat/completions": streamedCompletion("gpt-4o-2024-08-06", openAiUsage) },
  openaiResponses: {
    "/v1/responses": {
      kind: "sse",
      events: [
        {
          event: "response.created",
          data: {
            type: "response.created",
            response: { ...responsesBody, status: "in_progress", output: [], usage: null },
          },
        },
        {
          event: "response.output_text.delta",
          data: {
            type: "response.output_text.delta",
            item_id: "msg_1",
            output_index: 0,
            content_index: 0,
            delta: "Hello.",
          },
        },
        { event: "response.completed", data: { type: "response.completed", response: responsesBody } },
      ],
    },
  },
  azure: { "/openai/deployments/chat/chat/completions": streamedCompletion("gpt-4o-2024-08-06", openAiUsage) },
  anthropic: {
    "/v1/messages": {
      kind: "sse",
      events: [
        {
          event: "message_start",
          data: {
            type: "message_start",
            message: {
              ...anthropicMessage,
              content: [],
              stop_reason: null,
              usage: { ...anthropicUsage, output_tokens: 1 },
            },
          },
        },
        {
          event: "content_block_start",
          data: { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
        },
        {
          event: "content_block_delta",
          data: { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello." } },
        },
        { event: "content_block_stop", data: { type: "content_block_stop", index: 0 } },
        {
          event: "message_delta",
          data: {
            type: "message_delta",
            delta: { stop_reason: "end_turn", stop_sequence: null },
            usage: { output_tokens: 40 },
          },
        },
        { event: "message_stop", data: { type: "message_stop" } },
      ],
    },
  },
  google: {
    "/v1beta/models/gemini-2.5-flash:streamGenerateContent": {
      kind: "sse",
      events: [
        { data: googleAnswer("Hel", undefined, { ...googleUsage, candidatesTokenCount: 4, totalTokenCount: 134 }) },
        { data: googleAnswer("lo.", "STOP", googleUsage) },
      ],
    },
  },
  groq: {
    "/openai/v1/chat/completions": streamedWithLastChoice("llama-3.3-70b-versatile", {
      x_groq: { id: "req_1", usage: groqUsage },
    }),
  },
  mistral: {
    "/v1/chat/completions": streamedWithLastChoice("mistral-small-2506", {
      usage: { prompt_tokens: 100, completion_tokens: 40, total_tokens: 140 },
    }),
  },
  xai: { "/v1/chat/completions": streamedWithLastChoice("grok-3-mini", { usage: xaiUsage }) },
  deepseek: { "/v1/chat/completions": streamedWithLastChoice("deepseek-chat", { usage: deepSeekUsage }) },
  openrouter: {
    "/api/v1/chat/completions": streamedWithLastChoice("anthropic/claude-sonnet-4.5", { usage: openRouterUsage }),
  },
};
