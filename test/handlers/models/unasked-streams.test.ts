import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { AIMessageChunk } from "@langchain/core/messages";
import { MessagesAnnotation, StateGraph } from "@langchain/langgraph";
import { afterEach, describe, expect, it, vi } from "vitest";
import { collected } from "../../support/models/streamed.js";
import { withoutTokenTables } from "../../support/models/token-tables.js";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { traceWorld } from "../../support/traces/traced-world.js";

afterEach(() => {
  vi.restoreAllMocks();
});

const WEATHER_TOOL = {
  type: "function",
  function: { name: "weather", description: "Tells the weather.", parameters: { type: "object", properties: {} } },
} as const;

/** Asks for the block-wise stream, as LangGraph and others do. */
class BlockListener extends BaseCallbackHandler {
  readonly name = "BlockListener";
  readonly lc_prefer_chat_model_stream_events = true;
  readonly blocks: unknown[] = [];

  override handleChatModelStreamEvent(event: unknown): void {
    this.blocks.push(event);
  }
}

describe("a call that streams without being asked for a stream", () => {
  it("a call with `streaming: true` has the reported usage and not LangChain's estimate", async () => {
    withoutTokenTables();
    const usage = { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 };
    const world = await traceWorld(() => ({ kind: "text", text: "Hello there.", usage }));

    await world.chatModel({ streaming: true }).invoke("Hi.", { callbacks: [world.handler] });

    expect(world.models.calls[0]?.streamed).toBe(true);
    const { trace, spans } = await world.onlyTrace();
    expect(spans[0]).toMatchObject({ usage, output: { choices: [{ message: { content: "Hello there." } }] } });
    expect(trace.metadata).toMatchObject({ summary: usage });
  });

  it('a call under a graph\'s streamMode "messages" has its text, usage and time to first token', async () => {
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
    expect(trace).toMatchObject({ input: { messages: [{ content: "Hi." }] }, output: { output: "Hello there." } });
  });

  it("a call has its text, tool calls and first token when another handler asks for the block-wise stream", async () => {
    const world = await traceWorld(() => ({
      kind: "tools",
      text: "Let me look.",
      tools: [{ id: "call_1", name: "weather", args: { city: "Oslo" } }],
    }));
    const listener = new BlockListener();

    await world
      .chatModel()
      .bindTools([WEATHER_TOOL])
      .invoke("Oslo?", { callbacks: [world.handler, listener] });

    expect(listener.blocks.length).toBeGreaterThan(1);
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

  it("a request that is no stream stays as it is", async () => {
    const world = await traceWorld();

    const answer = await world.chatModel().invoke("Hi.", { callbacks: [world.handler] });

    expect(AIMessageChunk.isInstance(answer)).toBe(false);
    expect(world.models.calls[0]?.streamed).toBe(false);
  });
});
