import { AIMessageChunk } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { concat } from "@langchain/core/utils/stream";
import { MessagesAnnotation, StateGraph } from "@langchain/langgraph";
import { afterEach, describe, expect, it, vi } from "vitest";
import { spanNamed } from "../support/find-span.js";
import { collected } from "../support/streamed.js";
import { withoutTokenTables } from "../support/token-tables.js";
import { traceWorld } from "../support/traced-world.js";

afterEach(() => {
  vi.restoreAllMocks();
});

const WEATHER_TOOL = {
  type: "function",
  function: { name: "weather", description: "Tells the weather.", parameters: { type: "object", properties: {} } },
} as const;

describe("a stream that is read to its end", () => {
  it("has the whole text, the usage and the finish reason of the answer", async () => {
    const world = await traceWorld(() => ({ kind: "text", text: "An owl is a bird." }));

    await collected(await world.chatModel().stream("What is an owl?", { callbacks: [world.handler] }));

    const { trace, spans } = await world.onlyTrace();
    expect(spans).toMatchObject([
      {
        type: "llm",
        model: "gpt-4o-mini",
        provider: "openai",
        usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
        input: { messages: [{ role: "user", content: "What is an owl?" }] },
        output: { choices: [{ message: { role: "assistant", content: "An owl is a bird." }, finish_reason: "stop" }] },
      },
    ]);
    expect(trace).toMatchObject({ input: { input: "What is an owl?" }, output: { output: "An owl is a bird." } });
  });

  it("has the tool calls, put together from their pieces", async () => {
    const world = await traceWorld(() => ({
      kind: "tools",
      tools: [
        { id: "call_1", name: "weather", args: { city: "Oslo" } },
        { id: "call_2", name: "weather", args: { city: "Rome" } },
      ],
    }));

    const chunks = await collected(
      await world
        .chatModel()
        .bindTools([WEATHER_TOOL])
        .stream("Compare.", { callbacks: [world.handler] }),
    );

    expect(chunks.reduce((one, other) => concat(one, other)).tool_calls).toHaveLength(2);
    const { spans } = await world.onlyTrace();
    expect(spanNamed(spans, "ChatOpenAI").output).toMatchObject({
      choices: [
        {
          message: {
            tool_calls: [
              { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } },
              { id: "call_2", type: "function", function: { name: "weather", arguments: '{"city":"Rome"}' } },
            ],
          },
          finish_reason: "tool_calls",
        },
      ],
    });
  });

  it("says when the first token came, on the span and on the trace", async () => {
    const world = await traceWorld();
    const chain = ChatPromptTemplate.fromTemplate("{word}").pipe(world.chatModel());

    await collected(await chain.stream({ word: "owl" }, { callbacks: [world.handler] }));

    const { trace, spans } = await world.onlyTrace();
    const model = spanNamed(spans, "ChatOpenAI");
    const lasted = Date.parse(model.end_time ?? "") - Date.parse(model.start_time);
    expect(model.ttft).toBeGreaterThan(0);
    expect(model.ttft).toBeLessThanOrEqual(lasted + 1);
    expect(trace.ttft).toBeGreaterThanOrEqual(model.ttft ?? Number.NaN);
  });

  it("does not take a chunk without content for the first token", async () => {
    const world = await traceWorld(() => ({ kind: "text", text: "" }));

    await collected(await world.chatModel().stream("Say nothing.", { callbacks: [world.handler] }));

    const { trace, spans } = await world.onlyTrace();
    expect([trace.ttft, spans[0]?.ttft]).toEqual([undefined, undefined]);
  });

  it("takes the first piece of a tool call for the first token", async () => {
    const world = await traceWorld(() => ({ kind: "tools", tools: [{ id: "call_1", name: "weather", args: {} }] }));

    await collected(
      await world
        .chatModel()
        .bindTools([WEATHER_TOOL])
        .stream("?", { callbacks: [world.handler] }),
    );

    const { spans } = await world.onlyTrace();
    expect(spans[0]?.ttft).toBeGreaterThan(0);
  });

  it("has the real input of steps that started before it was known", async () => {
    const world = await traceWorld();
    const chain = ChatPromptTemplate.fromTemplate("Tell me about {topic}")
      .pipe(world.chatModel())
      .pipe(new StringOutputParser());

    await collected(await chain.stream({ topic: "owls" }, { callbacks: [world.handler] }));

    const { trace, spans } = await world.onlyTrace();
    expect(trace).toMatchObject({ input: { topic: "owls" }, output: { output: "echo: Tell me about owls" } });
    expect(spanNamed(spans, "ChatPromptTemplate").input).toEqual({ topic: "owls" });
    expect(spanNamed(spans, "StrOutputParser")).toMatchObject({
      input: { type: "ai", content: "echo: Tell me about owls" },
      output: { output: "echo: Tell me about owls" },
    });
  });
});

describe("a call that streams without being asked for a stream", () => {
  it("has the reported usage and not LangChain's estimate with `streaming: true`", async () => {
    withoutTokenTables();
    const usage = { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 };
    const world = await traceWorld(() => ({ kind: "text", text: "Hello there.", usage }));

    await world.chatModel({ streaming: true }).invoke("Hi.", { callbacks: [world.handler] });

    expect(world.models.calls[0]?.streamed).toBe(true);
    const { trace, spans } = await world.onlyTrace();
    expect(spans[0]).toMatchObject({ usage, output: { choices: [{ message: { content: "Hello there." } }] } });
    expect(trace.metadata).toMatchObject({ summary: usage });
  });

  it('has text, usage and first token under a graph\'s streamMode "messages"', async () => {
    const world = await traceWorld(() => ({ kind: "text", text: "Hello there." }));
    const graph = new StateGraph(MessagesAnnotation)
      .addNode("talk", async ({ messages }) => ({ messages: [await world.chatModel().invoke(messages)] }))
      .addEdge("__start__", "talk")
      .compile();

    const parts = await collected(
      await graph.stream(
        { messages: [{ role: "user", content: "Hi." }] },
        { streamMode: "messages", callbacks: [world.handler] },
      ),
    );

    expect(parts.length).toBeGreaterThan(1);
    const { trace, spans } = await world.onlyTrace();
    const model = spanNamed(spans, "ChatOpenAI");
    expect(model).toMatchObject({
      usage: { total_tokens: 15 },
      output: { choices: [{ message: { content: "Hello there." } }] },
    });
    expect(model.ttft).toBeGreaterThan(0);
    expect(trace).toMatchObject({ input: { input: "Hi." }, output: { output: "Hello there." } });
  });

  it("has text, tool calls and first token where another handler asks for the block-wise stream", async () => {
    const world = await traceWorld(() => ({
      kind: "tools",
      text: "Let me look.",
      tools: [{ id: "call_1", name: "weather", args: { city: "Oslo" } }],
    }));
    const blocks: unknown[] = [];
    const listener = {
      lc_prefer_chat_model_stream_events: true,
      handleChatModelStreamEvent: (event: unknown) => {
        blocks.push(event);
      },
    };

    await world
      .chatModel()
      .bindTools([WEATHER_TOOL])
      .invoke("Oslo?", { callbacks: [world.handler, listener] });

    expect(blocks.length).toBeGreaterThan(1);
    const { spans } = await world.onlyTrace();
    const model = spanNamed(spans, "ChatOpenAI");
    expect(model.output).toMatchObject({
      choices: [
        {
          message: {
            content: "Let me look.",
            tool_calls: [{ id: "call_1", function: { name: "weather", arguments: '{"city":"Oslo"}' } }],
          },
        },
      ],
    });
    expect(model.ttft).toBeGreaterThan(0);
  });

  it("leaves a request that is no stream as it is", async () => {
    const world = await traceWorld();

    const answer = await world.chatModel().invoke("Hi.", { callbacks: [world.handler] });

    expect(AIMessageChunk.isInstance(answer)).toBe(false);
    expect(world.models.calls[0]?.streamed).toBe(false);
  });
});
