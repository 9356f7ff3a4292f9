import { AIMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { readFinishReason, readModelAnswer } from "../../../src/handlers/convert/model/model-answer.js";
import type { ModelRequest } from "../../../src/handlers/convert/model/model-request.js";
import { observeProviderCall, providerCalls } from "../../support/models/observe-model-call.js";
import type { ProviderName } from "../../support/models/provider-models.js";

const expected: Readonly<Record<ProviderName, { provider: string; asked: string; answered: string; reason: string }>> =
  {
    openai: { provider: "openai", asked: "gpt-4o", answered: "gpt-4o-2024-08-06", reason: "stop" },
    openaiResponses: { provider: "openai", asked: "gpt-4o", answered: "gpt-4o-2024-08-06", reason: "completed" },
    azure: { provider: "azure", asked: "gpt-4o", answered: "gpt-4o-2024-08-06", reason: "stop" },
    anthropic: {
      provider: "anthropic",
      asked: "claude-sonnet-4-5",
      answered: "claude-sonnet-4-5-20250929",
      reason: "end_turn",
    },
    google: { provider: "google_ai", asked: "gemini-2.5-flash", answered: "gemini-2.5-flash", reason: "STOP" },
    bedrock: {
      provider: "bedrock",
      asked: "anthropic.claude-3-5-haiku-20241022-v1:0",
      answered: "anthropic.claude-3-5-haiku-20241022-v1:0",
      reason: "end_turn",
    },
    groq: {
      provider: "groq",
      asked: "llama-3.3-70b-versatile",
      answered: "llama-3.3-70b-versatile",
      reason: "stop",
    },
    mistral: { provider: "mistral", asked: "mistral-small-latest", answered: "mistral-small-2506", reason: "stop" },
    xai: { provider: "xai", asked: "grok-3-mini", answered: "grok-3-mini", reason: "stop" },
    deepseek: { provider: "deepseek", asked: "deepseek-chat", answered: "deepseek-chat", reason: "stop" },
    ollama: { provider: "ollama", asked: "llama3.2", answered: "llama3.2", reason: "stop" },
    openrouter: {
      provider: "openrouter",
      asked: "anthropic/claude-sonnet-4.5",
      answered: "anthropic/claude-sonnet-4.5",
      reason: "stop",
    },
  };

const request: ModelRequest = { model: "asked", provider: "openai", parameters: {}, tools: undefined };

describe("the model and provider of an answer", () => {
  it.each(providerCalls)(
    "the model, provider and finish reason of an answer are read from %s by %s",
    async (name, mode) => {
      const { request, answer } = await observeProviderCall(name, mode);
      const { provider, asked, answered, reason } = expected[name];
      expect({ model: request.model, provider: request.provider }).toEqual({ model: asked, provider });
      expect(answer).toMatchObject({ model: answered, provider, finishReason: reason, cacheHit: false });
    },
  );

  it("the answering model is the one that was asked for when the answer names none", () => {
    expect(readModelAnswer({ generations: [[{ text: "hi" }]] }, request, undefined)).toMatchObject({
      model: "asked",
      provider: "openai",
    });
  });

  it("the provider is read from the answer when the request named none", () => {
    const message = new AIMessage({ content: "hi", response_metadata: { model_provider: "google-genai" } });
    const answer = readModelAnswer({ generations: [[{ message }]] }, { ...request, provider: undefined }, undefined);
    expect(answer.provider).toBe("google_ai");
  });

  it("an empty stream is read as an answer of the model that was asked, without usage or finish reason", () => {
    expect(readModelAnswer({ generations: [[undefined]] }, request, undefined)).toEqual({
      model: "asked",
      pricedModel: "asked",
      provider: "openai",
      finishReason: undefined,
      usage: undefined,
      cacheHit: false,
    });
  });
});

it.each([
  ["OpenAI's text models", { generationInfo: { finish_reason: "length" } }, "length"],
  ["Gemini, which repeats it in every chunk", { generationInfo: { finishReason: "STOPSTOPSTOP" } }, "STOP"],
  [
    "an answer of the Responses API that was cut",
    {
      message: {
        response_metadata: {
          object: "response",
          status: "incomplete",
          incomplete_details: { reason: "max_output_tokens" },
        },
      },
    },
    "max_output_tokens",
  ],
  ["no generation", undefined, undefined],
])("the finish reason of a generation is read from %s", (_case, generation, reason) => {
  expect(readFinishReason(generation)).toBe(reason);
});
