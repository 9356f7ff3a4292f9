import { dispatchCustomEvent } from "@langchain/core/callbacks/dispatch";
import { RunnableLambda } from "@langchain/core/runnables";
import { FakeRetriever } from "@langchain/core/utils/testing";
import { Annotation, START, StateGraph } from "@langchain/langgraph";
import { expect, test } from "vitest";
import { traceWorld } from "../../support/traces/traced-world.js";

const HIDDEN = { tags: ["langsmith:hidden"] };
const State = Annotation.Root({ route: Annotation<string> });

function routedGraph(route: () => Promise<string>) {
  return new StateGraph(State)
    .addNode("left", () => ({ route: "went left" }))
    .addConditionalEdges(START, route, ["left"])
    .compile();
}

test("neither a hidden chain nor the chains below it, which inherit its tag, are shown", async () => {
  const world = await traceWorld();
  const deeper = RunnableLambda.from((x: number) => x).withConfig({ runName: "deeper" });
  const hidden = RunnableLambda.from((x: number) => deeper.invoke(x)).withConfig({ runName: "hidden", ...HIDDEN });
  const shown = RunnableLambda.from((x: number) => hidden.invoke(x)).withConfig({ runName: "shown" });

  await RunnableLambda.from((x: number) => shown.invoke(x)).invoke(1, { callbacks: [world.handler] });

  expect(await world.printed()).toMatchInlineSnapshot(`
    "RunnableLambda
      shown"
  `);
});

test("models and retrievers are always shown, below the nearest ancestor that is", async () => {
  const world = await traceWorld();
  const hidden = RunnableLambda.from(async (question: string) => {
    await new FakeRetriever().invoke(question);
    return (await world.chatModel().invoke(question)).text;
  }).withConfig(HIDDEN);

  const shown = RunnableLambda.from((question: string) => hidden.invoke(question)).withConfig({ runName: "shown" });
  await RunnableLambda.from((question: string) => shown.invoke(question)).invoke("owls?", {
    callbacks: [world.handler],
  });

  expect(await world.printed()).toMatchInlineSnapshot(`
    "RunnableLambda
      shown
        FakeRetriever (retrieval)
        ChatOpenAI (llm gpt-4o-mini)"
  `);
});

test("LangGraph's own start node is not shown, and a model in a router is", async () => {
  const world = await traceWorld();
  const graph = routedGraph(async () => {
    await world.chatModel().invoke("left or right?");
    return "left";
  });

  await graph.invoke({ route: "" }, { callbacks: [world.handler] });

  expect(await world.printed()).toMatchInlineSnapshot(`
    "LangGraph
      ChatOpenAI (llm gpt-4o-mini)
      left"
  `);
  expect(world.opik.traces[0]?.metadata?.summary).toMatchObject({ llm_calls: 1, total_tokens: 15 });
});

test("the events of a hidden run are on its nearest ancestor that is shown", async () => {
  const world = await traceWorld();
  const graph = routedGraph(async () => {
    await dispatchCustomEvent("routed", { to: "left" });
    return "left";
  });

  await graph.invoke({ route: "" }, { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(trace.metadata?.events).toMatchObject([{ name: "routed", data: { to: "left" } }]);
});

test("the error of a hidden chain is the error of the trace", async () => {
  const world = await traceWorld();
  const failing = RunnableLambda.from(() => {
    throw new RangeError("too far");
  }).withConfig(HIDDEN);
  const program = RunnableLambda.from((x: number) => failing.invoke(x));

  await expect(program.invoke(1, { callbacks: [world.handler] })).rejects.toThrow("too far");

  const { trace, spans } = await world.onlyTrace();
  expect(trace).toMatchObject({ error_info: { exception_type: "RangeError" }, metadata: { summary: { errors: 1 } } });
  expect(spans).toEqual([]);
});

test("a hidden chain at the root is the trace", async () => {
  const world = await traceWorld();

  await RunnableLambda.from((x: number) => x + 1).invoke(1, { callbacks: [world.handler], runName: "root", ...HIDDEN });

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ name: "root", input: { input: 1 }, output: { output: 2 } });
  expect(trace.tags).toBeUndefined();
});
