import { awsEventStream } from "./aws-event-stream.js";
import type { ProviderName } from "./provider-models.js";
import {
  anthropicMessage,
  anthropicUsage,
  bedrockPath,
  bedrockUsage,
  deepSeekUsage,
  googleAnswer,
  googleUsage,
  groqUsage,
  openAiUsage,
  openRouterUsage,
  type Replies,
  responsesBody,
  streamedCompletion,
  streamedWithLastChoice,
  xaiUsage,
} from "./provider-wire.js";
import { wholeAnswers } from "./whole-answers.js";

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
