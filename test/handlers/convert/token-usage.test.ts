import { InMemoryCache } from "@langchain/core/caches";
import { AIMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { readTokenUsage } from "../../../src/handlers/convert/token-usage.js";
import type { Usage } from "../../../src/records/record.js";
import { ModelCallProbe } from "../../support/model-call-probe.js";
import {
  type CallMode,
  observeModelCall,
  observeProviderCall,
  providerCalls,
} from "../../support/observe-model-call.js";
import { wholeAnswers } from "../../support/provider-answers.js";
import { openAiModel, type ProviderName } from "../../support/provider-models.js";
import { startProviderServer } from "../../support/provider-server.js";

const shown = { prompt_tokens: 100, completion_tokens: 40, total_tokens: 140 };

function original(counts: Readonly<Record<string, number>>): Usage {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [`original_usage.${name}`, count]));
}

const cached = { "prompt_tokens_details.cached_tokens": 60 };
const reasoning = { "completion_tokens_details.reasoning_tokens": 30 };
const audio = { "prompt_tokens_details.audio_tokens": 5, "completion_tokens_details.audio_tokens": 2 };
const noAudio = { "prompt_tokens_details.audio_tokens": 0, "completion_tokens_details.audio_tokens": 0 };
const openAi: Usage = { ...shown, ...original({ ...shown, ...cached, ...reasoning, ...audio }) };

/** All fakes report a prompt of 100 tokens and an answer of 40, of which Anthropic and Bedrock charge 80 as cached. */
const expected: Readonly<Record<ProviderName, Usage>> = {
  openai: openAi,
  azure: openAi,
  openaiResponses: { ...shown, ...original({ ...shown, ...cached, ...reasoning }) },
  anthropic: {
    ...shown,
    ...original({ input_tokens: 20, output_tokens: 40, cache_read_input_tokens: 50, cache_creation_input_tokens: 30 }),
  },
  bedrock: {
    ...shown,
    ...original({ inputTokens: 20, outputTokens: 40, cacheReadInputTokens: 50, cacheWriteInputTokens: 30 }),
  },
  google: {
    ...shown,
    ...original({
      prompt_token_count: 100,
      candidates_token_count: 10,
      total_token_count: 140,
      cached_content_token_count: 60,
      thoughts_token_count: 30,
    }),
  },
  groq: { ...shown, ...original({ ...shown, ...cached }) },
  mistral: { ...shown, ...original(shown) },
  xai: { ...shown, ...original({ ...shown, ...cached, ...reasoning, ...noAudio }) },
  deepseek: { ...shown, ...original({ ...shown, ...cached, ...reasoning }) },
  ollama: { ...shown, ...original(shown) },
  // Opik prices anthropic/… of a router by Anthropic's calculator, which wants the prompt without what was cached.
  openrouter: {
    ...shown,
    ...original({ input_tokens: 40, output_tokens: 40, cache_read_input_tokens: 60 }),
  },
};

/** What LangChain itself gets wrong in a stream and leaves no way to put right. */
function asLangChainStreams(name: ProviderName, mode: CallMode): Usage {
  const usage = expected[name];
  if (mode === "invoke") return usage;
  if (name === "anthropic") {
    // The count of message_start is added to that of message_delta, which includes it.
    return { ...usage, completion_tokens: 41, total_tokens: 141, "original_usage.output_tokens": 41 };
  }
  if (name !== "google") return usage;
  // The cached tokens of all chunks are added up, here to more than the prompt has.
  const { "original_usage.cached_content_token_count": _wrong, ...rest } = usage;
  return rest;
}

describe("the usage of a model call", () => {
  it.each(providerCalls)("has the keys that Opik prices, for %s by %s", async (name, mode) => {
    const { answer } = await observeProviderCall(name, mode);
    expect(answer.usage).toEqual(asLangChainStreams(name, mode));
  });

  it.each(["invoke", "stream"] as const)("counts a call for two answers once, by %s", async (mode) => {
    const usage = { prompt_tokens: 10, completion_tokens: 8, total_tokens: 18 };
    const { answer } = await observeModelCall(
      twoAnswers(mode, usage),
      (settings) => openAiModel(settings, { n: 2 }),
      mode,
    );
    expect(answer.usage).toMatchObject(usage);
  });

  it("is absent for an answer from LangChain's cache, whose message still has the first call's usage", async () => {
    const server = await startProviderServer(wholeAnswers.openai);
    const probe = new ModelCallProbe();
    const model = openAiModel({ url: server.url, apiKey: "sk" }, { cache: new InMemoryCache() });
    await model.invoke("Say hello.", { callbacks: [probe] });
    await model.invoke("Say hello.", { callbacks: [probe] });
    await server.close();
    const [asked, cached] = probe.calls.map((call) => call.answer);
    expect(asked).toMatchObject({ cacheHit: false, usage: shown });
    expect(cached).toMatchObject({ cacheHit: true, model: "gpt-4o-2024-08-06", usage: undefined });
  });
});

function twoAnswers(mode: CallMode, usage: object) {
  const choice = (index: number) => ({ index, finish_reason: "stop" });
  const chunk = { id: "chatcmpl-1", object: "chat.completion.chunk", model: "gpt-4o" };
  const message = { role: "assistant", content: "Hello." };
  const whole = { ...chunk, object: "chat.completion", choices: [0, 1].map((i) => ({ ...choice(i), message })), usage };
  const chunks = [0, 1].map((i) => ({ data: { ...chunk, choices: [{ ...choice(i), delta: message }] } }));
  return {
    "/v1/chat/completions":
      mode === "invoke"
        ? ({ kind: "json", body: whole } as const)
        : ({
            kind: "sse",
            events: [...chunks, { data: { ...chunk, choices: [], usage } }, { data: "[DONE]" }],
          } as const),
  };
}

describe("the place that usage is read from", () => {
  const message = (fields: object) => ({ generations: [[{ message: new AIMessage({ content: "", ...fields }) }]] });

  it.each([
    [
      "the message before the estimate",
      {
        ...message({ usage_metadata: { input_tokens: 20, output_tokens: 10, total_tokens: 30 } }),
        llmOutput: { estimatedTokenUsage: { promptTokens: 8, completionTokens: 2, totalTokens: 10 } },
      },
      { prompt_tokens: 20, completion_tokens: 10 },
    ],
    [
      "the provider's own report when the message has none",
      message({ response_metadata: { usage: { prompt_tokens: 7, completion_tokens: 3 } } }),
      { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
    ],
    [
      "the call when the response has an empty report",
      {
        ...message({ response_metadata: { usage: {} } }),
        llmOutput: { tokenUsage: { promptTokens: 7, completionTokens: 3, totalTokens: 10 } },
      },
      { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
    ],
    [
      "the estimate when there is nothing else",
      { generations: [[{ text: "" }]], llmOutput: { estimatedTokenUsage: { promptTokens: 8, completionTokens: 2 } } },
      { prompt_tokens: 8, completion_tokens: 2, total_tokens: 10 },
    ],
    [
      "every generation when each reports its own part",
      {
        generations: [
          [
            { message: { usage_metadata: { input_tokens: 5, output_tokens: 1, total_tokens: 6 } } },
            { message: { usage_metadata: { input_tokens: 5, output_tokens: 2, total_tokens: 7 } } },
          ],
        ],
      },
      { prompt_tokens: 10, completion_tokens: 3, total_tokens: 13 },
    ],
  ])("is %s", (_case, output, usage) => {
    expect(readTokenUsage(output, "openai", "gpt-4o")).toMatchObject(usage);
  });

  it("is nowhere when no usage was reported", () => {
    expect(readTokenUsage(message({ response_metadata: { usage: {} } }), "openai", "gpt-4o")).toBeUndefined();
  });

  // Vertex AI cannot be pointed at a local server without a Google sign-in: this is the shape its source makes.
  it("adds the caches that ChatVertexAI leaves out of Claude's input", () => {
    const output = message({
      response_metadata: {
        usage_metadata: {
          input_tokens: 20,
          output_tokens: 40,
          total_tokens: 60,
          input_token_details: { cache_read: 50, cache_creation: 30 },
        },
      },
    });
    expect(readTokenUsage(output, "anthropic_vertexai", "claude-sonnet-4@20250514")).toEqual(expected.anthropic);
  });

  it("reads Gemini through Vertex AI, whose output has the thoughts in it already", () => {
    const usage_metadata = {
      input_tokens: 100,
      output_tokens: 40,
      total_tokens: 140,
      input_token_details: { cache_read: 60 },
      output_token_details: { reasoning: 30 },
    };
    expect(readTokenUsage(message({ usage_metadata }), "google_vertexai", "gemini-2.5-pro")).toEqual(expected.google);
  });
});
