import { RunnableLambda } from "@langchain/core/runnables";
import { Annotation, END, MemorySaver, Send, START, StateGraph } from "@langchain/langgraph";
import { expect, test } from "vitest";
import { readAll } from "../../support/traces/read-all.js";
import { textWith } from "../../support/traces/text-matchers.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const State = Annotation.Root({
  facts: Annotation<string[]>({ reducer: (known, more) => [...known, ...more], default: () => [] }),
});
type Facts = typeof State.State;

test("each node of a graph is a span, and its calls are below it", async () => {
  const world = await traceWorld();
  const graph = new StateGraph(State)
    .addNode("ask", async () => ({ facts: [(await world.chatModel().invoke("owls?")).text] }))
    .addNode("note", () => ({ facts: ["noted"] }))
    .addEdge(START, "ask")
    .addEdge("ask", "note")
    .addEdge("note", END)
    .compile();

  await graph.invoke({ facts: ["start"] }, { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  expect(trace).toMatchObject({
    name: "LangGraph",
    input: { facts: ["start"] },
    output: { facts: ["start", "echo: owls?", "noted"] },
  });
  expect(await world.printed()).toMatchInlineSnapshot(`
    "LangGraph
      ask
        ChatOpenAI (llm gpt-4o-mini)
      note"
  `);
  expect(spans.find((span) => span.name === "note")).toMatchObject({
    input: { facts: ["start", "echo: owls?"] },
    output: { facts: ["noted"] },
    metadata: { langgraph_node: "note", langgraph_step: 2 },
  });
});

test("the nodes of a subgraph are below the subgraph, and that is below its node", async () => {
  const world = await traceWorld();
  const inner = new StateGraph(State)
    .addNode("look", () => ({ facts: ["seen"] }))
    .addEdge(START, "look")
    .compile();
  const outer = new StateGraph(State).addNode("inner", inner).addEdge(START, "inner").compile();

  await outer.invoke({ facts: [] }, { callbacks: [world.handler] });

  expect(await world.printed()).toMatchInlineSnapshot(`
    "LangGraph
      inner
        LangGraph
          look"
  `);
});

test("each Send is a span of its own, with the input that it was sent", async () => {
  const world = await traceWorld();
  const words = ["owl", "fox", "elk"];
  const graph = new StateGraph(State)
    .addNode("work", (state: Facts) => ({ facts: state.facts.map((word) => `${word}!`) }))
    .addConditionalEdges(START, () => words.map((word) => new Send("work", { facts: [word] })))
    .compile();

  await graph.invoke({ facts: [] }, { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  expect(await world.printed()).toMatchInlineSnapshot(`
    "LangGraph
      work
      work
      work"
  `);
  expect(spans.map((span) => [span.input, span.output])).toEqual(
    words.map((word) => [{ facts: [word] }, { facts: [`${word}!`] }]),
  );
  expect(trace.metadata?.summary).toMatchObject({ retries: 0, fallbacks: 0 });
});

test("two nodes that run side by side each keep their own model call", async () => {
  const world = await traceWorld();
  const asks = (question: string) => async () => ({ facts: [(await world.chatModel().invoke(question)).text] });
  const graph = new StateGraph(State)
    .addNode("left", asks("left?"))
    .addNode("right", asks("right?"))
    .addEdge(START, "left")
    .addEdge(START, "right")
    .compile();

  await graph.invoke({ facts: [] }, { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  const tree = world.opik.spanTree(trace.id);
  expect(tree.map(({ span, children }) => [span.name, children[0]?.span.input])).toEqual([
    ["left", { messages: [{ role: "user", content: "left?" }] }],
    ["right", { messages: [{ role: "user", content: "right?" }] }],
  ]);
});

test("a graph that is streamed makes the same spans as one that is invoked", async () => {
  const world = await traceWorld();
  const graph = new StateGraph(State)
    .addNode("ask", async () => ({ facts: [(await world.chatModel().invoke("owls?")).text] }))
    .addEdge(START, "ask")
    .compile();

  await readAll(graph.stream({ facts: [] }, { callbacks: [world.handler], streamMode: "updates" }));

  const { trace } = await world.onlyTrace();
  expect(trace.output).toEqual({ facts: ["echo: owls?"] });
  expect(await world.printed()).toMatchInlineSnapshot(`
    "LangGraph
      ask
        ChatOpenAI (llm gpt-4o-mini)"
  `);
});

test("a router of a graph is named after its function, where that has a name", async () => {
  const world = await traceWorld();
  const chain = RunnableLambda.from(function first(text: string) {
    return text;
  }).pipe((text: string) => text);
  const graph = new StateGraph(State)
    .addNode("sort", async () => ({ facts: [await chain.invoke("sorted")] }))
    .addNode("ask", () => ({ facts: ["asked"] }))
    .addEdge(START, "sort")
    .addConditionalEdges("sort", async function routeByTopic() {
      await world.chatModel().invoke("which?");
      return "ask";
    })
    .addConditionalEdges("ask", () => END)
    .compile();

  await graph.invoke({ facts: [] }, { callbacks: [world.handler] });

  expect(await world.printed()).toMatchInlineSnapshot(`
    "LangGraph
      sort
        RunnableSequence
          RunnableLambda
          RunnableLambda
        routeByTopic
          ChatOpenAI (llm gpt-4o-mini)
      ask
        RunnableLambda"
  `);
});

test("the turns of one LangGraph thread are traces of one Opik thread", async () => {
  const world = await traceWorld();
  const graph = new StateGraph(State)
    .addNode("note", () => ({ facts: ["noted"] }))
    .addEdge(START, "note")
    .compile({ checkpointer: new MemorySaver() });
  const config = { callbacks: [world.handler], configurable: { thread_id: "thread-7" } };

  await graph.invoke({ facts: ["one"] }, config);
  await graph.invoke({ facts: ["two"] }, config);

  const { traces } = await world.arrived();
  expect(traces.map((trace) => trace.thread_id)).toEqual(["thread-7", "thread-7"]);
});

test("the drawing of a graph is in the trace of the handler that was given the graph", async () => {
  const world = await traceWorld();
  const graph = new StateGraph(State)
    .addNode("note", () => ({ facts: ["noted"] }))
    .addEdge(START, "note")
    .addEdge("note", END)
    .compile();

  await graph.invoke({ facts: [] }, { callbacks: [world.newHandler({ graph })] });
  await graph.invoke({ facts: [] }, { callbacks: [world.handler] });

  const { traces } = await world.arrived();
  const [given, notGiven] = traces.map((trace) => trace.metadata?._opik_graph_definition);
  expect(given).toEqual({ format: "mermaid", data: textWith("__start__ --> note") });
  expect(notGiven).toBeUndefined();
});

test("another run of the handler has no drawing of its graph, and a graph that cannot be drawn loses no trace", async () => {
  const world = await traceWorld();
  const graph = new StateGraph(State)
    .addNode("note", () => ({ facts: ["noted"] }))
    .addEdge(START, "note")
    .compile();
  const undrawable = {
    getGraph: () => {
      throw new Error("no picture today");
    },
  };

  await world.chatModel().invoke("hi", { callbacks: [world.newHandler({ graph })] });
  await graph.invoke({ facts: [] }, { callbacks: [world.newHandler({ graph: undrawable })] });

  const { traces } = await world.arrived();
  expect(traces.map((trace) => trace.metadata?._opik_graph_definition)).toEqual([undefined, undefined]);
});
