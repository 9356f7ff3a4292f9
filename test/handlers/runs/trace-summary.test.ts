import { InMemoryCache } from "@langchain/core/caches";
import { RunnableLambda } from "@langchain/core/runnables";
import { FakeRetriever } from "@langchain/core/utils/testing";
import { createAgent, modelFallbackMiddleware, modelRetryMiddleware, tool } from "langchain";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { ModelScript } from "../../support/models/model-server.js";
import { ANY_NUMBER } from "../../support/traces/text-matchers.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

const QUIET = {
  llm_calls: 0,
  tool_calls: 0,
  retrievals: 0,
  errors: 0,
  retries: 0,
  fallbacks: 0,
  cache_hits: 0,
  prompt_tokens: 0,
  completion_tokens: 0,
  total_tokens: 0,
  models: [],
  time_lost_ms: 0,
};
const ONE_ANSWER = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const SMALL = { model: "small", provider: "openai" };
const QUESTION = { messages: [{ role: "user", content: "Why?" }] };

const failing: (name: string) => ModelScript = (name) => (call) =>
  call.model === name ? { kind: "error", status: 503 } : { kind: "text", text: "fine" };
const failsFirst: (times: number) => ModelScript = (times) => (call) =>
  call.index < times ? { kind: "error", status: 503 } : { kind: "text", text: "fine" };

async function onlySummary(world: TracedWorld): Promise<unknown> {
  return (await world.onlyTrace()).trace.metadata?.summary;
}

describe("a trace's summary", () => {
  test("the summary of a run that calls nothing is all zero", async () => {
    const world = await traceWorld();

    await RunnableLambda.from((x: number) => x).invoke(1, { callbacks: [world.handler] });

    expect(await onlySummary(world)).toEqual(QUIET);
  });

  test("a trace's summary counts models, tools and retrievals at every depth, and names each model once", async () => {
    const world = await traceWorld();
    const look = tool(() => "seen", { name: "look", description: "Looks.", schema: z.object({}) });
    const ask = RunnableLambda.from(async (model: string) => (await world.chatModel({ model }).invoke("why?")).text);

    await RunnableLambda.from(async (question: string) => {
      await new FakeRetriever().invoke(question);
      await look.invoke({});
      await ask.invoke("large");
      await ask.invoke("small");
      return ask.invoke("small");
    }).invoke("why?", { callbacks: [world.handler] });

    expect(await onlySummary(world)).toEqual({
      ...QUIET,
      llm_calls: 3,
      tool_calls: 1,
      retrievals: 1,
      prompt_tokens: 30,
      completion_tokens: 15,
      total_tokens: 45,
      models: ["large", "small"],
      answered_by: SMALL,
    });
  });

  test("a trace's summary counts a fallback and its failure, and names the model that answered", async () => {
    const world = await traceWorld(failing("large"));
    const model = world.chatModel({ model: "large" }).withFallbacks([world.chatModel({ model: "small" })]);

    await model.invoke("why?", { callbacks: [world.handler] });

    expect(await onlySummary(world)).toEqual({
      ...QUIET,
      ...ONE_ANSWER,
      llm_calls: 2,
      errors: 1,
      fallbacks: 1,
      models: ["small"],
      answered_by: SMALL,
      time_lost_ms: ANY_NUMBER,
    });
    expect(world.opik.traces[0]?.tags).toEqual(["fallback", "answered_by:small"]);
  });

  test("a trace's summary counts retries, and the time that the failed attempts cost", async () => {
    const world = await traceWorld(failsFirst(1));

    await world
      .chatModel({ model: "small" })
      .withRetry({ stopAfterAttempt: 3 })
      .invoke("why?", { callbacks: [world.handler] });

    const summary = await onlySummary(world);
    expect(summary).toMatchObject({ llm_calls: 2, errors: 1, retries: 1, fallbacks: 0, answered_by: SMALL });
    const { trace, spans } = await world.onlyTrace();
    const [first, second] = spans.map((span) => Date.parse(span.start_time)).sort();
    expect(summary).toHaveProperty("time_lost_ms", expect.closeTo((second ?? 0) - (first ?? 0), -1));
    expect(trace.tags).toEqual(["retry"]);
  });

  test("a trace's summary counts the fallbacks and retries of an agent's middleware", async () => {
    const fallback = await traceWorld(failing("large"));
    await createAgent({
      model: fallback.chatModel({ model: "large" }),
      tools: [],
      middleware: [modelFallbackMiddleware(fallback.chatModel({ model: "small" }))],
    }).invoke(QUESTION, { callbacks: [fallback.handler] });
    const retry = await traceWorld(failsFirst(1));
    await createAgent({
      model: retry.chatModel({ model: "small" }),
      tools: [],
      // @ts-expect-error LangChain's declaration of its own middleware is not for exactOptionalPropertyTypes.
      middleware: [modelRetryMiddleware({ maxRetries: 2, initialDelayMs: 1 })],
    }).invoke(QUESTION, { callbacks: [retry.handler] });

    expect(await onlySummary(fallback)).toMatchObject({ fallbacks: 1, retries: 0, errors: 1, answered_by: SMALL });
    expect(await onlySummary(retry)).toMatchObject({ fallbacks: 0, retries: 1, errors: 1, answered_by: SMALL });
  });

  test("a trace's summary counts no tokens for an answer from the cache", async () => {
    const world = await traceWorld();
    const model = world.chatModel({ model: "small", cache: new InMemoryCache() });

    await RunnableLambda.from(async (question: string) => {
      await model.invoke(question);
      return (await model.invoke(question)).text;
    }).invoke("why?", { callbacks: [world.handler] });

    expect(world.models.calls).toHaveLength(1);
    expect(await onlySummary(world)).toEqual({
      ...QUIET,
      ...ONE_ANSWER,
      llm_calls: 2,
      cache_hits: 1,
      models: ["small"],
      answered_by: SMALL,
    });
  });

  test("a trace's summary counts an error once however many runs it passes through, and two errors twice", async () => {
    const world = await traceWorld(failing("large"));
    const ask = RunnableLambda.from(async (model: string) => (await world.chatModel({ model }).invoke("why?")).text);
    const deep = RunnableLambda.from((model: string) => ask.invoke(model));
    const twice = RunnableLambda.from(async (model: string) => {
      await deep.invoke(model).catch(() => undefined);
      return deep.invoke("large");
    });

    await expect(twice.invoke("large", { callbacks: [world.handler] })).rejects.toThrow();

    expect(await onlySummary(world)).toMatchObject({ llm_calls: 2, errors: 2, total_tokens: 0, models: [] });
  });

  test("a trace's summary of an agent counts the error of its failing tool and all tokens of its loop", async () => {
    const world = await traceWorld((call) =>
      call.index === 0
        ? { kind: "tools", tools: [{ id: "call-1", name: "look", args: {} }] }
        : { kind: "text", text: "It can't be seen." },
    );
    const look = tool(
      () => {
        throw new Error("too dark");
      },
      { name: "look", description: "Looks.", schema: z.object({}) },
    );
    const agent = createAgent({ model: world.chatModel({ model: "small" }), tools: [look] });

    await agent.invoke(QUESTION, { callbacks: [world.handler] }).catch(() => undefined);

    expect(await onlySummary(world)).toMatchObject({ tool_calls: 1, errors: 1 });
  });
});
