import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { concat } from "@langchain/core/utils/stream";
import { describe, expect, it } from "vitest";
import { collected } from "../../support/models/streamed.js";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const WEATHER_TOOL = {
  type: "function",
  function: { name: "weather", description: "Tells the weather.", parameters: { type: "object", properties: {} } },
} as const;

describe("a stream that is read to its end", () => {
  it("a stream that is read to its end has the whole text, the usage and the finish reason of the answer", async () => {
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
    expect(trace).toMatchObject({
      input: { messages: [{ role: "user", content: "What is an owl?" }] },
      output: { output: "An owl is a bird." },
    });
  });

  it("a stream's tool calls are put together from their pieces", async () => {
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

  it("a stream's time to first token is on the span and on the trace", async () => {
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

  it("a chunk without content does not count as the first token", async () => {
    const world = await traceWorld(() => ({ kind: "text", text: "" }));

    await collected(await world.chatModel().stream("Say nothing.", { callbacks: [world.handler] }));

    const { trace, spans } = await world.onlyTrace();
    expect([trace.ttft, spans[0]?.ttft]).toEqual([undefined, undefined]);
  });

  it("the first piece of a tool call counts as the first token", async () => {
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

  it("steps of a stream that started before their input was known have their real input", async () => {
    const world = await traceWorld();
    const chain = ChatPromptTemplate.fromTemplate("Tell me about {topic}")
      .pipe(world.chatModel())
      .pipe(new StringOutputParser());

    await collected(await chain.stream({ topic: "owls" }, { callbacks: [world.handler] }));

    const { trace, spans } = await world.onlyTrace();
    expect(trace).toMatchObject({ input: { topic: "owls" }, output: { output: "echo: Tell me about owls" } });
    expect(spanNamed(spans, "ChatPromptTemplate").input).toEqual({ topic: "owls" });
    expect(spanNamed(spans, "StrOutputParser")).toMatchObject({
      input: { messages: [{ type: "ai", content: "echo: Tell me about owls" }] },
      output: { output: "echo: Tell me about owls" },
    });
  });
});
