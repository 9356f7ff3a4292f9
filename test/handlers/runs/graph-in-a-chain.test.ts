import { RunnableLambda } from "@langchain/core/runnables";
import { Annotation, StateGraph } from "@langchain/langgraph";
import { expect, test } from "vitest";
import { traceWorld } from "../../support/traces/traced-world.js";

const State = Annotation.Root({ count: Annotation<number> });
const graph = new StateGraph(State)
  .addNode("add", ({ count }) => ({ count: count + 1 }))
  .addEdge("__start__", "add")
  .compile();

test("a graph below a chain gives the trace its thread and its drawing", async () => {
  const world = await traceWorld(undefined, { graph });
  const route = RunnableLambda.from((count: number, config) =>
    graph.invoke({ count }, { ...config, configurable: { thread_id: "conversation-1" } }),
  );

  await route.invoke(1, { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(trace.thread_id).toBe("conversation-1");
  expect(JSON.stringify(trace.metadata?._opik_graph_definition)).toMatch(/"mermaid".*add/);
});

test("a chain without a graph has no drawing, though the handler was given a graph", async () => {
  const world = await traceWorld(undefined, { graph });

  await RunnableLambda.from((count: number) => count).invoke(1, { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(trace.metadata).not.toHaveProperty("_opik_graph_definition");
});
