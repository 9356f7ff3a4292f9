import { InMemoryChatMessageHistory } from "@langchain/core/chat_history";
import type { RunnableConfig } from "@langchain/core/runnables";
import { RunnableLambda, RunnableParallel, RunnableWithMessageHistory } from "@langchain/core/runnables";
import { Annotation, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { createAgent } from "langchain";
import { expect, test } from "vitest";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

/** What a call has of a person, in `configurable` alone. */
function configOf(world: TracedWorld, name: string) {
  return {
    callbacks: [world.handler],
    configurable: { session_id: `session of ${name}`, userId: name, color: "red" },
  };
}

/** There is a trace for each of them, in the thread and with the name of each, and so are its spans. */
async function expectTraceOfEach(world: TracedWorld, names: readonly string[]) {
  const { traces, spans } = await world.arrived();
  const found = traces.map(({ id, thread_id, tags, metadata }) => ({
    thread_id,
    tags,
    user: metadata?.user_id,
    below: [...new Set(spans.filter((span) => span.trace_id === id).map((span) => span.metadata?.user_id))],
  }));
  expect(found).toHaveLength(names.length);
  for (const name of names) {
    expect(found).toContainEqual({
      thread_id: `session of ${name}`,
      tags: [`user:${name}`],
      user: name,
      below: [name],
    });
  }
}

const double = RunnableLambda.from((x: number) => 2 * x);

test("a chain's ids may be in `configurable` alone, invoked, streamed and in a batch", async () => {
  const world = await traceWorld();
  const chain = double.pipe(RunnableParallel.from({ once: double, twice: double.pipe(double) }));

  await chain.invoke(1, configOf(world, "ann"));
  for await (const _ of await chain.stream(1, configOf(world, "bob")));
  await chain.batch([1, 2], [configOf(world, "cem"), configOf(world, "dora")]);

  await expectTraceOfEach(world, ["ann", "bob", "cem", "dora"]);
});

test("concurrent calls keep their ids apart, though they share all else of their config", async () => {
  const world = await traceWorld();
  const shared = { callbacks: [world.handler], metadata: { service: "bot" } };
  const names = Array.from({ length: 20 }, (_, index) => `user${index}`);

  await Promise.all(
    names.map((name) => double.pipe(double).invoke(1, { ...shared, configurable: configOf(world, name).configurable })),
  );

  await expectTraceOfEach(world, names);
  expect(shared.metadata).toEqual({ service: "bot" });
});

test("the ids of an agent and of a graph may be in `configurable` alone", async () => {
  const world = await traceWorld();
  const agent = createAgent({ model: world.chatModel() });
  const State = Annotation.Root({ count: Annotation<number> });
  const graph = new StateGraph(State)
    .addNode("double", ({ count }) => ({ count: 2 * count }))
    .addEdge(START, "double")
    .compile();

  await agent.invoke({ messages: ["Why?"] }, configOf(world, "ann"));
  await graph.invoke({ count: 1 }, configOf(world, "bob"));
  for await (const _ of await graph.stream({ count: 1 }, configOf(world, "cem")));

  await expectTraceOfEach(world, ["ann", "bob", "cem"]);
});

test("the session of a message history is the thread", async () => {
  const world = await traceWorld();
  // oxlint-disable-next-line typescript/no-deprecated -- LangGraph's memory is newer; many programs have this one.
  const chat = new RunnableWithMessageHistory({
    runnable: world.chatModel(),
    getMessageHistory: () => new InMemoryChatMessageHistory(),
  });

  await chat.invoke("hi", { callbacks: [world.handler], configurable: { sessionId: "session-1" } });

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ thread_id: "session-1", metadata: { summary: { llm_calls: 1 } } });
});

test("an update of a graph's state that is configured with a thread belongs to that thread", async () => {
  const world = await traceWorld();
  const State = Annotation.Root({ count: Annotation<number> });
  const graph = new StateGraph(State)
    .addNode("double", ({ count }) => ({ count: 2 * count }))
    .addEdge(START, "double")
    .compile({ checkpointer: new MemorySaver() });

  await graph.updateState(
    { callbacks: [world.handler], configurable: { thread_id: "thread-1" } },
    { count: 1 },
    "double",
  );

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ name: "LangGraphUpdateState", thread_id: "thread-1" });
});

test("an id in the metadata, under any of its keys, takes precedence over `configurable`", async () => {
  const world = await traceWorld();
  const configurable = { thread_id: "configured", user_id: "configured", tenant_id: "acme" };

  await double.invoke(1, {
    callbacks: [world.handler],
    configurable,
    metadata: { sessionId: "said", langfuseUserId: "said" },
  });

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ thread_id: "said", tags: ["user:said", "tenant:acme"] });
});

test("a call below another that is configured for another user is tagged with that user", async () => {
  const world = await traceWorld();
  const program = RunnableLambda.from(async (x: number, config: RunnableConfig) => {
    return double.invoke(x, { ...config, configurable: { user_id: "bob" }, runName: "for bob" });
  });

  await program.invoke(1, configOf(world, "ann"));

  const { trace, spans } = await world.onlyTrace();
  expect([trace, ...spans].map(({ name, tags }) => [name, tags])).toEqual([
    ["RunnableLambda", ["user:ann"]],
    ["for bob", ["user:bob"]],
  ]);
});

test("neither the program nor its other handlers see the ids in the metadata", async () => {
  const world = await traceWorld();
  const seen: unknown[] = [];
  const witness = { handleChainStart: (...given: unknown[]) => seen.push(given[5]) };
  const config = { ...configOf(world, "ann"), callbacks: [world.handler, witness] };

  for await (const event of double.streamEvents(1, { ...config, version: "v2" })) seen.push(event.metadata);

  expect(seen.length).toBeGreaterThan(1);
  expect(seen.filter((metadata) => JSON.stringify(metadata) !== "{}")).toEqual([]);
});
