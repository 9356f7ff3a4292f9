import type { ProviderName } from "./provider-models.js";
import {
  anthropicMessage,
  anthropicUsage,
  bedrockPath,
  bedrockUsage,
  completion,
  deepSeekUsage,
  googleAnswer,
  googleUsage,
  groqUsage,
  ollamaEnd,
  openAiUsage,
  openRouterUsage,
  type Replies,
  responsesBody,
  xaiUsage,
} from "./provider-wire.js";

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
