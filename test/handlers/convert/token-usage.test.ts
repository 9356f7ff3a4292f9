import { InMemoryCache } from "@langchain/core/caches";
import { describe, expect, it } from "vitest";
import type { Usage } from "../../../src/records/record.js";
import { ModelCallProbe } from "../../support/models/model-call-probe.js";
import {
  type CallMode,
  observeModelCall,
  observeProviderCall,
  providerCalls,
} from "../../support/models/observe-model-call.js";
import { openAiModel, type ProviderName } from "../../support/models/provider-models.js";
import { startProviderServer } from "../../support/models/provider-server.js";
import { wholeAnswers } from "../../support/models/whole-answers.js";

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

/** What LangChain itself gets wrong in a stream, where its chunks are not known. */
function asLangChainStreams(name: ProviderName, mode: CallMode): Usage {
  const usage = expected[name];
  if (mode === "invoke") return usage;
  if (name === "anthropic") {
    // The count of message_start is added to that of message_delta, which includes it.
    return { ...usage, completion_tokens: 41, total_tokens: 141, "original_usage.output_tokens": 41 };
  }
  if (name !== "google") return usage;
  // The cached tokens of all chunks are added up, here to more than the prompt has.
  const wrong = "original_usage.cached_content_token_count";
  return Object.fromEntries(Object.entries(usage).filter(([key]) => key !== wrong));
}

describe("token usage of a model call", () => {
  it.each(providerCalls)("usage has the keys that Opik prices, for %s by %s", async (name, mode) => {
    const { answer } = await observeProviderCall(name, mode);
    expect(answer.usage).toEqual(asLangChainStreams(name, mode));
  });

  it.each(["invoke", "stream"] as const)("the usage of a call for two answers is counted once, by %s", async (mode) => {
    const usage = { prompt_tokens: 10, completion_tokens: 8, total_tokens: 18 };
    const { answer } = await observeModelCall(
      twoAnswers(mode, usage),
      (settings) => openAiModel(settings, { n: 2 }),
      mode,
    );
    expect(answer.usage).toMatchObject(usage);
  });

  it("an answer from LangChain's cache has no usage, though its message still has that of the first call", async () => {
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
