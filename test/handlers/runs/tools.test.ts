import { dispatchCustomEvent } from "@langchain/core/callbacks/dispatch";
import { AIMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { Command, MessagesAnnotation, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { createAgent } from "langchain";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { ANY_TEXT, textWith } from "../../support/traces/text-matchers.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const CITY = z.object({ city: z.string() });
const CALL = { type: "tool_call", id: "call_1", name: "weather", args: { city: "Oslo" } } as const;

function weatherTool(answer: (city: string) => unknown) {
  return tool(async ({ city }) => answer(city), { name: "weather", description: "Tells the weather.", schema: CITY });
}

describe("the output of a tool", () => {
  it.each([
    ["a text", "sunny", { output: "sunny" }],
    ["an object", { sky: "blue", degrees: 21 }, { sky: "blue", degrees: 21 }],
    ["a list", ["sunny", "windy"], { output: ["sunny", "windy"] }],
    ["a number", 21, { output: 21 }],
    ["nothing", undefined, { output: null }],
  ])("a tool's output is recorded when it is %s", async (_, returned, output) => {
    const world = await traceWorld();

    await weatherTool(() => returned).invoke({ city: "Oslo" }, { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(spans).toMatchObject([{ name: "weather", type: "tool", input: { city: "Oslo" } }]);
    expect(spans[0]?.output).toEqual(output);
    expect(trace).toMatchObject({ name: "weather", input: { city: "Oslo" }, metadata: { summary: { tool_calls: 1 } } });
  });

  it("a tool that a model called is recorded with its text output and the id of the call", async () => {
    const world = await traceWorld();

    await weatherTool(() => "sunny").invoke(CALL, { callbacks: [world.handler] });

    const { spans } = await world.onlyTrace();
    expect(spans[0]).toMatchObject({
      input: { city: "Oslo" },
      output: { output: "sunny" },
      metadata: { tool_call_id: "call_1" },
    });
  });

  it("a tool's output is recorded with its artifact", async () => {
    const world = await traceWorld();
    const drawing = tool(async ({ city }) => [`A map of ${city}.`, { tiles: [1, 2] }], {
      name: "draw",
      description: "Draws a map.",
      schema: CITY,
      responseFormat: "content_and_artifact",
    });

    await drawing.invoke({ ...CALL, name: "draw" }, { callbacks: [world.handler] });

    const { spans } = await world.onlyTrace();
    expect(spans[0]?.output).toEqual({ output: "A map of Oslo.", status: "success", artifact: { tiles: [1, 2] } });
  });

  it("a tool's output is recorded when it is a command for the graph", async () => {
    const world = await traceWorld();
    const move = weatherTool(
      () =>
        new Command({
          goto: "elsewhere",
          update: { messages: [new ToolMessage({ content: "moved", tool_call_id: "call_1" })] },
        }),
    );

    await move.invoke(CALL, { callbacks: [world.handler] });

    const { spans } = await world.onlyTrace();
    expect(spans[0]?.output).toMatchObject({
      messages: [{ type: "tool", content: "moved", tool_call_id: "call_1" }],
    });
    expect(spans[0]?.metadata?.command).toEqual({ goto: ["elsewhere"] });
  });
});

it("the description of a tool that a model was offered is on the tool's span", async () => {
  const world = await traceWorld((call) =>
    call.index === 0
      ? { kind: "tools", tools: [{ id: "call_1", name: "weather", args: { city: "Oslo" } }] }
      : { kind: "text", text: "It is sunny in Oslo." },
  );
  const agent = createAgent({ model: world.chatModel(), tools: [weatherTool(() => "sunny")] });

  await agent.invoke({ messages: [new HumanMessage("Oslo?")] }, { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  expect(spanNamed(spans, "weather")).toMatchObject({
    type: "tool",
    input: { city: "Oslo" },
    output: { output: "sunny" },
    metadata: { tool_call_id: "call_1", tool_description: "Tells the weather." },
  });
  expect(trace).toMatchObject({
    input: { messages: [{ content: "Oslo?" }] },
    output: { output: "It is sunny in Oslo." },
  });
});

it("a tool that fails has an error, and the trace that went on has none", async () => {
  const world = await traceWorld();
  const broken = weatherTool(() => {
    throw new RangeError("no such city");
  });
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("tools", new ToolNode([broken]))
    .addEdge("__start__", "tools")
    .compile();
  const asked = new AIMessage({ content: "", tool_calls: [CALL] });

  await graph.invoke({ messages: [asked] }, { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  expect(spanNamed(spans, "weather").error_info).toMatchObject({
    exception_type: "RangeError",
    message: "no such city",
    traceback: textWith("tools.test.ts"),
  });
  expect(trace.error_info).toBeUndefined();
  expect(trace.metadata).toMatchObject({ summary: { errors: 1, tool_calls: 1 } });
  expect(spanNamed(spans, "tools").error_info).toBeUndefined();
});

describe("a tool whose arguments LangChain can't turn into JSON", () => {
  const huge = { type: "tool_call", id: "call_1", name: "count", args: { upTo: 10n } } as const;
  function countTool(answer: () => string) {
    return tool(async () => answer(), {
      name: "count",
      description: "Counts.",
      schema: z.object({ upTo: z.bigint() }),
    });
  }

  // LangChain prints that it could not report the start.
  beforeEach(() => {
    const silenced = vi.spyOn(console, "warn").mockImplementation(() => {});
    onTestFinished(() => {
      silenced.mockRestore();
    });
  });

  it("a tool whose start LangChain cannot report is recorded", async () => {
    const world = await traceWorld();

    await countTool(() => "ten").invoke(huge, { callbacks: [world.handler] });

    const { spans } = await world.onlyTrace();
    expect(spans).toMatchObject([
      { name: "count", type: "tool", output: { output: "ten" }, metadata: { tool_call_id: "call_1" } },
    ]);
  });

  it("a tool whose start LangChain cannot report is recorded when it fails", async () => {
    const world = await traceWorld();
    const broken = countTool(() => {
      throw new Error("lost count");
    });

    await expect(broken.invoke(huge, { callbacks: [world.handler] })).rejects.toThrow("lost count");

    const { spans } = await world.onlyTrace();
    expect(spans).toMatchObject([{ type: "tool", error_info: { message: "lost count" } }]);
  });
});

it("the events of a tool are in its metadata", async () => {
  const world = await traceWorld();
  const searching = tool(
    async ({ city }, config) => {
      await dispatchCustomEvent("searched", { hits: 3, city }, config);
      return "found";
    },
    { name: "search", description: "Searches.", schema: CITY },
  );

  await searching.invoke({ city: "Oslo" }, { callbacks: [world.handler] });

  const { spans } = await world.onlyTrace();
  expect(spans[0]?.metadata).toMatchObject({
    events: [{ name: "searched", data: { hits: 3, city: "Oslo" }, time: ANY_TEXT }],
  });
});
