import { ChatAnthropic } from "@langchain/anthropic";
import { AIMessageChunk, type UsageMetadata } from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { ChatGoogleGenerativeAI } from "@langchain/google-genai";
import { expect, it, onTestFinished } from "vitest";
import { startProviderServer } from "../../support/models/provider-server.js";
import { streamedAnswers } from "../../support/models/streamed-answers.js";
import { readAll } from "../../support/traces/read-all.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const MODEL = "gemini-2.5-flash";

function geminiChunk(text: string, output: number, beside: object = {}) {
  const usageMetadata = { promptTokenCount: 100, cachedContentTokenCount: 40, candidatesTokenCount: output };
  return {
    candidates: [{ content: { role: "model", parts: [{ text }] }, index: 0, ...beside }],
    modelVersion: MODEL,
    usageMetadata: { ...usageMetadata, totalTokenCount: 100 + output },
  };
}

it("Gemini's cached tokens, which each chunk repeats, are not added up", async () => {
  const world = await traceWorld();
  const events = [
    geminiChunk("Oslo ", 5),
    geminiChunk("is ", 12),
    geminiChunk("sunny.", 20, { finishReason: "STOP" }),
  ].map((data) => ({ data }));
  const provider = await startProviderServer({
    [`/v1beta/models/${MODEL}:streamGenerateContent`]: { kind: "sse", events },
  });
  onTestFinished(() => provider.close());
  const model = new ChatGoogleGenerativeAI({ model: MODEL, apiKey: "key", baseUrl: provider.url, maxRetries: 0 });

  await readAll(model.stream("Weather?", { callbacks: [world.handler] }));

  const { spans } = await world.onlyTrace();
  expect(spans[0]?.usage).toMatchObject({ prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 });
  expect(spans[0]?.usage).not.toHaveProperty("original_usage.cached_content_token_count");
});

it("the output tokens in Claude's first event are not added to those of its last, which include them", async () => {
  const world = await traceWorld();
  const provider = await startProviderServer(streamedAnswers.anthropic);
  onTestFinished(() => provider.close());
  const model = new ChatAnthropic({ model: "claude-sonnet-4-5", apiKey: "key", anthropicApiUrl: provider.url });

  await readAll(model.stream("Hello?", { callbacks: [world.handler] }));

  const { trace, spans } = await world.onlyTrace();
  expect(spans[0]?.usage).toMatchObject({ prompt_tokens: 100, completion_tokens: 40, total_tokens: 140 });
  expect(trace.metadata?.summary).toMatchObject({ completion_tokens: 40, total_tokens: 140 });
});

/** A model whose chunks tell the usage like this. */
class Repeating extends ChatGoogleGenerativeAI {
  readonly #usages: readonly UsageMetadata[];

  constructor(usages: readonly UsageMetadata[]) {
    super({ model: MODEL, apiKey: "key" });
    this.#usages = usages;
  }

  override async *_streamResponseChunks(
    ...[, , manager]: Parameters<ChatGoogleGenerativeAI["_streamResponseChunks"]>
  ): AsyncGenerator<ChatGenerationChunk> {
    for (const usage_metadata of this.#usages) {
      const message = Object.assign(new AIMessageChunk("a"), { usage_metadata });
      const chunk = new ChatGenerationChunk({ text: "a", message });
      yield chunk;
      await manager?.handleLLMNewToken("a", undefined, undefined, undefined, undefined, { chunk });
    }
  }
}

const usage = (input: number, output: number, cached: number): UsageMetadata => ({
  input_tokens: input,
  output_tokens: output,
  total_tokens: input + output,
  input_token_details: { cache_read: cached },
});

it.each<[string, UsageMetadata[], object]>([
  ["all counts again", [usage(100, 5, 40), usage(100, 20, 40)], { prompt: 100, completion: 20, cached: 40 }],
  ["only what is new", [usage(100, 5, 40), usage(0, 15, 0)], { prompt: 100, completion: 20, cached: 40 }],
  ["the cached tokens again", [usage(100, 5, 40), usage(0, 15, 40)], { prompt: 100, completion: 20, cached: 40 }],
])("the usage of a stream is right when its chunks report %s", async (_, usages, expected) => {
  const world = await traceWorld();

  await readAll(new Repeating(usages).stream("why?", { callbacks: [world.handler] }));

  const { spans } = await world.onlyTrace();
  const told = spans[0]?.usage ?? {};
  expect({
    prompt: told.prompt_tokens,
    completion: told.completion_tokens,
    cached: told["original_usage.cached_content_token_count"],
  }).toEqual(expected);
});
