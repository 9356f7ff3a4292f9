import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { Annotation, StateGraph } from "@langchain/langgraph";
import { traceable } from "langsmith/traceable";
import { expect, test } from "vitest";
import { z } from "zod";
import { currentSpan, traced } from "../../../src/opik/index.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

const State = Annotation.Root({ text: Annotation<string> });

function generatorLambda(world: TracedWorld) {
  const model = world.chatModel();
  return RunnableLambda.from(async function* (_: string) {
    await model.invoke("before the first");
    yield "one ";
    for await (const _chunk of await model.stream("between")) yield "two ";
    currentSpan()?.update({ tags: ["seen"] });
    await traced("traced", async () => model.invoke("below"))();
    yield "three";
  }).withConfig({ runName: "generator" });
}

const BELOW_GENERATOR = [
  "generator",
  "  ChatOpenAI (llm gpt-4o-mini)",
  "  ChatOpenAI (llm gpt-4o-mini)",
  "  traced",
  "    ChatOpenAI (llm gpt-4o-mini)",
];

async function read(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _part of stream);
}

test.each<[string, (world: TracedWorld) => Promise<unknown>]>([
  ["invoked", (world) => generatorLambda(world).invoke("q", { callbacks: [world.handler] })],
  ["streamed", async (world) => read(await generatorLambda(world).stream("q", { callbacks: [world.handler] }))],
  [
    "streamed by events",
    (world) => read(generatorLambda(world).streamEvents("q", { version: "v2", callbacks: [world.handler] })),
  ],
  [
    "read from elsewhere",
    async (world) => {
      const stream = await generatorLambda(world).stream("q", { callbacks: [world.handler] });
      await RunnableLambda.from(() => read(stream)).invoke(1);
    },
  ],
])("a call within a generator lambda that passes no config is below the lambda, %s", async (_, call) => {
  const world = await traceWorld();

  await call(world);

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ tags: ["seen"], metadata: { summary: { llm_calls: 3 } } });
  expect(await world.printed()).toBe(BELOW_GENERATOR.join("\n"));
});

test("a call within a tool that is a generator is below the tool, also in a graph's node", async () => {
  const world = await traceWorld();
  const model = world.chatModel();
  const search = tool(
    async function* ({ text }) {
      await model.invoke(`before ${text}`);
      yield "half";
      return (await model.invoke(`after ${text}`)).text;
    },
    { name: "search", schema: z.object({ text: z.string() }) },
  );
  const graph = new StateGraph(State)
    .addNode("tools", async ({ text }) => {
      const results = await Promise.all([search.invoke({ text }), search.invoke({ text: "other" })]);
      return { text: results.join() };
    })
    .addEdge("__start__", "tools")
    .compile();

  await graph.invoke({ text: "hi" }, { callbacks: [world.handler] });

  await world.onlyTrace();
  const oneTool = ["    search (tool)", "      ChatOpenAI (llm gpt-4o-mini)", "      ChatOpenAI (llm gpt-4o-mini)"];
  expect(await world.printed()).toBe(["LangGraph", "  tools", ...oneTool, ...oneTool].join("\n"));
});

test("a model that is called in a traceable function of LangSmith is below the node around it", async () => {
  const world = await traceWorld();
  const ask = traceable(async (text: string) => world.chatModel().invoke(text), { name: "ask", tracingEnabled: false });
  const graph = new StateGraph(State)
    .addNode("talk", async ({ text }) => ({ text: (await ask(text)).text }))
    .addEdge("__start__", "talk")
    .compile();

  await graph.invoke({ text: "hi" }, { callbacks: [world.handler] });

  await world.onlyTrace();
  expect(await world.printed()).toBe("LangGraph\n  talk\n    ChatOpenAI (llm gpt-4o-mini)");
});

test("a call that is given no callbacks on purpose has no span", async () => {
  const world = await traceWorld();
  const quiet = RunnableLambda.from(async (text: string) => {
    await world.chatModel().invoke(text, { callbacks: [] });
    return text;
  });

  await quiet.invoke("hi", { callbacks: [world.handler] });

  expect((await world.onlyTrace()).spans).toEqual([]);
});
