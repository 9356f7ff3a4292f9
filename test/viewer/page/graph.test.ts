import { MessagesAnnotation, StateGraph } from "@langchain/langgraph";
import { beforeAll, describe, expect, it } from "vitest";
import { type DrawnGraph, parseGraph } from "../../../src/viewer/page/graph/parse-graph.js";
import { takenPath } from "../../../src/viewer/page/graph/taken-path.js";
import { spanTree } from "../../../src/viewer/page/trace/span-tree.js";
import { spanLine } from "./support/span-lines.js";

describe("the graph of a trace", () => {
  const compiled = new StateGraph(MessagesAnnotation)
    .addNode("plan it", () => ({}), { metadata: { owner: "ann (team <a>)" } })
    .addNode("search", () => ({}))
    .addNode("read", () => ({}))
    .addEdge("__start__", "plan it")
    .addConditionalEdges("plan it", () => "search", { "look it up": "search", enough: "__end__" })
    .addEdge("search", "read")
    .addEdge("read", "plan it")
    .compile();
  let graph: DrawnGraph | undefined;
  beforeAll(async () => {
    graph = parseGraph((await compiled.getGraphAsync()).drawMermaid());
  });

  it("a graph is read from what LangGraph draws, with its conditions and their names", () => {
    expect(graph?.nodes.map(({ label }) => label)).toEqual(["__start__", "plan it", "search", "read", "__end__"]);
    expect(graph?.edges).toHaveLength(5);
    expect(graph?.edges).toEqual(
      expect.arrayContaining([
        { from: "__start__", to: "plan_it", label: undefined, isConditional: false },
        { from: "plan_it", to: "search", label: "look it up", isConditional: true },
        { from: "read", to: "plan_it", label: undefined, isConditional: false },
      ]),
    );
  });

  it("a graph shows which nodes ran in which order, and along which edges", () => {
    const node = (id: string, name: string, step: number, from: number) =>
      spanLine({ id, name, graphNode: name, graphStep: step, from });
    const tree = spanTree([
      node("1", "plan it", 1, 0),
      spanLine({ id: "inside", name: "model", graphNode: "plan it", graphStep: 1, parentSpanId: "1", from: 1 }),
      node("2", "search", 2, 2),
      node("3", "read", 3, 3),
      node("4", "plan it", 4, 4),
    ]);
    if (graph === undefined) throw new Error("The graph was not read.");
    const { visits, edges } = takenPath(graph, tree);
    expect(visits.get("plan_it")?.map(({ order }) => order)).toEqual([1, 4]);
    expect(visits.get("read")?.map(({ order }) => order)).toEqual([3]);
    expect([...edges].sort()).toEqual([
      "__start__>plan_it",
      "plan_it>__end__",
      "plan_it>search",
      "read>plan_it",
      "search>read",
    ]);
  });

  it("a graph is left out where there is nothing to draw", () => {
    expect(parseGraph("")).toBeUndefined();
    expect(parseGraph("sequenceDiagram\n\tA->>B: hello")).toBeUndefined();
  });
});
