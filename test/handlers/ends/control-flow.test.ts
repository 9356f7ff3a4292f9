import { HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { Annotation, Command, interrupt, MemorySaver, StateGraph } from "@langchain/langgraph";
import { createAgent, humanInTheLoopMiddleware } from "langchain";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import "../../../src/testing/vitest.js";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { ANY_TEXT } from "../../support/traces/text-matchers.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

const State = Annotation.Root({ answer: Annotation<string> });
const QUESTION = { question: "Shall I?" };

function askingGraph() {
  return new StateGraph(State)
    .addNode("ask", () => ({ answer: String(interrupt(QUESTION)) }))
    .addEdge("__start__", "ask");
}

function traced(world: TracedWorld, threadId = "thread-1") {
  return { callbacks: [world.handler], configurable: { thread_id: threadId } };
}

describe("interrupts", () => {
  it("an interrupt in a node ends its run without an error and records the value it waits with", async () => {
    const world = await traceWorld();
    const graph = askingGraph().compile({ checkpointer: new MemorySaver() });

    await graph.invoke({ answer: "" }, traced(world));

    const { trace, spans } = await world.onlyTrace();
    expect(world.opik).toHaveNoErrors();
    expect(spanNamed(spans, "ask")).toMatchObject({
      end_time: ANY_TEXT,
      output: { __interrupt__: [QUESTION] },
      metadata: { control_flow: "GraphInterrupt" },
    });
    expect(trace).toMatchObject({
      thread_id: "thread-1",
      output: { __interrupt__: [QUESTION] },
      metadata: { summary: { errors: 0 } },
    });
  });

  it("the answer to an interrupt is a trace of its own in the same thread, with the answer as its input", async () => {
    const world = await traceWorld();
    const graph = askingGraph().compile({ checkpointer: new MemorySaver() });

    await graph.invoke({ answer: "" }, traced(world));
    await graph.invoke(new Command({ resume: "yes" }), traced(world));

    const { traces } = await world.arrived();
    expect(traces).toHaveLength(2);
    expect(traces[1]).toMatchObject({ thread_id: "thread-1", input: { __resume__: "yes" }, output: { answer: "yes" } });
    expect(traces[1]?.output).not.toHaveProperty("__interrupt__");
    expect(world.opik).toHaveNoErrors();
    expect(traces[1]?.metadata).toMatchObject({ summary: { retries: 0, errors: 0 } });
  });

  it("an interrupt in a subgraph ends every run around it without an error, and is recorded once", async () => {
    const world = await traceWorld();
    const graph = new StateGraph(State)
      .addNode("inner", askingGraph().compile())
      .addEdge("__start__", "inner")
      .compile({ checkpointer: new MemorySaver() });

    await graph.invoke({ answer: "" }, traced(world));

    const { trace, spans } = await world.onlyTrace();
    expect(world.opik).toHaveNoErrors();
    expect(spanNamed(spans, "ask").output).toEqual({ __interrupt__: [QUESTION] });
    expect(spanNamed(spans, "inner").output).toEqual({ __interrupt__: [QUESTION] });
    expect(trace.output).toMatchObject({ __interrupt__: [QUESTION] });
  });

  it.each([
    ["one?", "other?"],
    ["sure?", "sure?"],
  ])("the interrupts of two nodes are both in the trace's output (%s, %s)", async (question, otherQuestion) => {
    const world = await traceWorld();
    const graph = new StateGraph(State)
      .addNode("one", () => ({ answer: String(interrupt(question)) }))
      .addNode("other", () => ({ answer: String(interrupt(otherQuestion)) }))
      .addEdge("__start__", "one")
      .addEdge("__start__", "other")
      .compile({ checkpointer: new MemorySaver() });

    await graph.invoke({ answer: "" }, traced(world));

    const { trace } = await world.onlyTrace();
    expect(world.opik).toHaveNoErrors();
    expect(trace.output).toMatchObject({ __interrupt__: [question, otherQuestion] });
  });

  it("an interrupt in a tool ends the tool's run without an error", async () => {
    const world = await traceWorld(() => ({
      kind: "tools",
      tools: [{ id: "call_1", name: "pay", args: { amount: 5 } }],
    }));
    const pay = tool(({ amount }) => String(interrupt({ pay: amount })), {
      name: "pay",
      description: "Pays.",
      schema: z.object({ amount: z.number() }),
    });
    const agent = createAgent({ model: world.chatModel(), tools: [pay], checkpointer: new MemorySaver() });

    await agent.invoke({ messages: [new HumanMessage("Pay 5.")] }, traced(world));

    const { trace, spans } = await world.onlyTrace();
    expect(world.opik).toHaveNoErrors();
    expect(spanNamed(spans, "pay")).toMatchObject({ type: "tool", output: { __interrupt__: [{ pay: 5 }] } });
    expect(trace).toMatchObject({
      input: { messages: [{ role: "user", content: "Pay 5." }] },
      output: { __interrupt__: [{ pay: 5 }] },
    });
  });

  it("an interrupt of the human-in-the-loop middleware shows what has to be decided", async () => {
    const world = await traceWorld(() => ({ kind: "tools", tools: [{ id: "call_1", name: "pay", args: {} }] }));
    const pay = tool(() => "paid", { name: "pay", description: "Pays.", schema: z.object({}) });
    const agent = createAgent({
      model: world.chatModel(),
      tools: [pay],
      // @ts-expect-error LangChain's own types don't hold under `exactOptionalPropertyTypes`.
      middleware: [humanInTheLoopMiddleware({ interruptOn: { pay: true } })],
      checkpointer: new MemorySaver(),
    });

    await agent.invoke({ messages: [new HumanMessage("Pay.")] }, traced(world));

    const { trace } = await world.onlyTrace();
    expect(world.opik).toHaveNoErrors();
    expect(trace.output).toMatchObject({ __interrupt__: [{ actionRequests: [{ name: "pay" }] }] });
  });
});

it("a command for the parent graph ends the runs that it leaves without an error, with what it carries", async () => {
  const world = await traceWorld();
  const child = new StateGraph(State)
    .addNode("hand_over", () => new Command({ goto: "next", update: { answer: "from below" }, graph: Command.PARENT }))
    .addEdge("__start__", "hand_over")
    .compile();
  const graph = new StateGraph(State)
    .addNode("child", child, { ends: ["next"] })
    .addNode("next", ({ answer }) => ({ answer: `${answer}, and on` }))
    .addEdge("__start__", "child")
    .compile();

  await graph.invoke({ answer: "" }, traced(world));

  const { trace, spans } = await world.onlyTrace();
  expect(world.opik).toHaveNoErrors();
  expect(spanNamed(spans, "hand_over")).toMatchObject({
    output: { answer: "from below" },
    metadata: { control_flow: "ParentCommand", command: { goto: ["next"], graph: "__parent__" } },
  });
  expect(trace).toMatchObject({
    output: { answer: "from below, and on" },
    metadata: { summary: { errors: 0, retries: 0 } },
  });
});
