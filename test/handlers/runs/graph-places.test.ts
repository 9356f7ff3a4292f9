import { Annotation, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { createDeepAgent } from "deepagents";
import { expect, test } from "vitest";
import { ANY_TEXT } from "../../support/traces/text-matchers.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const State = Annotation.Root({ key: Annotation<string> });

function twoSteps() {
  return new StateGraph(State)
    .addNode("one", () => ({ key: "one" }))
    .addNode("two", () => ({ key: "two" }))
    .addEdge(START, "one")
    .addConditionalEdges("one", () => "two", ["two"]);
}

test("a graph that stops before a node records it, and the next run records where it resumed", async () => {
  const world = await traceWorld();
  const graph = twoSteps().compile({ checkpointer: new MemorySaver(), interruptBefore: ["two"] });
  const config = { callbacks: [world.handler], configurable: { thread_id: "thread-1" } };

  await graph.invoke({ key: "" }, config);
  await graph.invoke(null, config);

  const { traces } = await world.arrived();
  expect(traces[0]?.metadata).toMatchObject({ control_flow: "interrupt_before", checkpoint_id: ANY_TEXT });
  expect(traces[1]?.metadata).toMatchObject({ resumed_from: { checkpoint_id: traces[0]?.metadata?.checkpoint_id } });
  expect(traces[1]?.metadata).not.toHaveProperty("control_flow");
});

test("a subgraph that stops before a node has no invented output", async () => {
  const world = await traceWorld();
  const graph = new StateGraph(State)
    .addNode("inner", twoSteps().compile({ interruptBefore: ["two"] }))
    .addEdge(START, "inner")
    .compile({ checkpointer: new MemorySaver() });

  await graph.invoke({ key: "" }, { callbacks: [world.handler], configurable: { thread_id: "thread-1" } });

  const { spans } = await world.onlyTrace();
  const left = spans.filter((span) => span.metadata?.control_flow !== undefined);
  expect(left.map(({ name, output }) => [name, output])).toEqual(
    expect.arrayContaining([
      ["inner", undefined],
      ["LangGraph", undefined],
    ]),
  );
});

test("a graph that a server runs has its name there, and the graphs below it do not", async () => {
  const world = await traceWorld();
  const inner = new StateGraph(State)
    .addNode("one", () => ({ key: "one" }))
    .addEdge(START, "one")
    .compile();
  const graph = new StateGraph(State).addNode("inner", inner).addEdge(START, "inner").compile();

  await graph.invoke({ key: "" }, { callbacks: [world.handler], configurable: { graph_id: "support" } });

  expect(await world.printed()).toMatchInlineSnapshot(`
    "support
      inner
        LangGraph
          one"
  `);
});

test("an update of a graph's state belongs to the graph's thread", async () => {
  const world = await traceWorld();
  const graph = twoSteps().compile({ checkpointer: new MemorySaver() });
  const config = { callbacks: [world.handler], configurable: { thread_id: "thread-1" } };

  await graph.updateState(config, { key: "new" }, "one");

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ name: "LangGraphUpdateState", thread_id: "thread-1" });
});

test("a deep agent's plain answer is the trace's, beside its other state", async () => {
  const world = await traceWorld();
  const agent = createDeepAgent({ model: world.chatModel() });

  await agent.invoke(
    {
      messages: [{ role: "user", content: "Why?" }],
      files: { "/a.txt": { content: ["a"], created_at: "", modified_at: "" } },
    },
    { callbacks: [world.handler] },
  );

  const { trace } = await world.onlyTrace();
  expect(trace.output).toMatchObject({ output: "echo: Why?" });
});
