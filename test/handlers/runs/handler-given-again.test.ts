import { RunnableLambda, RunnableParallel } from "@langchain/core/runnables";
import { DynamicTool, tool } from "@langchain/core/tools";
import { Annotation, StateGraph } from "@langchain/langgraph";
import { expect, test } from "vitest";
import { z } from "zod";
import type { OpikCallbackHandler } from "../../../src/index.js";
import { asJsonObject } from "../../../src/records/json/json-object.js";
import { deferred } from "../../support/time/deferred.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

const State = Annotation.Root({ text: Annotation<string> });

function graphOf(node: string, work: (text: string) => Promise<unknown>) {
  return new StateGraph(State)
    .addNode(node, async ({ text }) => ({ text: String(await work(text)) }))
    .addEdge("__start__", node)
    .compile();
}

async function read(stream: AsyncIterable<unknown>): Promise<string> {
  const parts: unknown[] = [];
  for await (const part of stream) parts.push(part);
  return `${parts.length} parts`;
}

type Given = { readonly callbacks: OpikCallbackHandler[] };

const WAYS: readonly (readonly [string, (world: TracedWorld, given: Given) => Promise<unknown>])[] = [
  ["invoked", (world, given) => world.chatModel().invoke("Hello?", given)],
  ["streamed", async (world, given) => read(await world.chatModel().stream("Hello?", given))],
  ["asked in a batch", (world, given) => world.chatModel().batch(["Hello?"], given)],
];

test.each(WAYS)(
  "a model that is given the handler again in a graph's node and is %s is below the node",
  async (_, ask) => {
    const world = await traceWorld();
    const given = { callbacks: [world.handler] };
    const graph = graphOf("talk", (text) => ask(world, given).then(() => text));

    await graph.invoke({ text: "hi" }, { ...given, configurable: { thread_id: "t-1" } });

    const { trace } = await world.onlyTrace();
    expect(trace).toMatchObject({ thread_id: "t-1", metadata: { summary: { llm_calls: 1, total_tokens: 15 } } });
    expect(await world.printed()).toBe("LangGraph\n  talk\n    ChatOpenAI (llm gpt-4o-mini)");
  },
);

test("chains, tools and graphs that are given the handler again are below their caller, also in parallel", async () => {
  const world = await traceWorld();
  const given = { callbacks: [world.handler] };
  const echo = tool(({ text }) => text, { name: "echo", schema: z.object({ text: z.string() }) });
  const inner = graphOf("inner", async (text) => (await world.chatModel().invoke(text, given)).text);
  const outer = graphOf("outer", (text) => inner.invoke({ text }, { ...given, runName: "subgraph" }));
  const branches = RunnableParallel.from({
    chain: RunnableLambda.from((text: string) =>
      RunnableLambda.from((x: string) => x).invoke(text, { ...given, runName: "given" }),
    ).withConfig({ runName: "chain" }),
    tool: RunnableLambda.from((text: string) => echo.invoke({ text }, given)).withConfig({ runName: "tool" }),
    graph: RunnableLambda.from((text: string) => outer.invoke({ text }, given)).withConfig({ runName: "graph" }),
  }).withConfig({ runName: "branches" });

  await branches.invoke("hi", given);

  await world.onlyTrace();
  const printed = await world.printed();
  expect(printed).toContain("\n  chain\n    given");
  expect(printed).toContain("\n  tool\n    echo (tool)");
  expect(printed).toContain(
    [
      "",
      "  graph",
      "    LangGraph",
      "      outer",
      "        subgraph",
      "          inner",
      "            ChatOpenAI (llm gpt-4o-mini)",
    ].join("\n"),
  );
});

test("a second handler with the same settings, given to a nested call, adds to the trace of the first", async () => {
  const world = await traceWorld();
  const chain = RunnableLambda.from((text: string) => world.chatModel().invoke(text)).withConfig({ runName: "chain" });
  const graph = graphOf("talk", (text) => chain.invoke(text, { callbacks: [world.newHandler()] }));

  await graph.invoke({ text: "hi" }, { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ metadata: { summary: { llm_calls: 1, total_tokens: 15 } } });
  expect(await world.printed()).toBe("LangGraph\n  talk\n    chain\n      ChatOpenAI (llm gpt-4o-mini)");
});

test("a second handler within a graph records a run again only if its settings differ", async () => {
  const world = await traceWorld();
  const callbacks = [world.newHandler(), world.newHandler({ projectName: "other" })];
  const chain = RunnableLambda.from((text: string) => text).withConfig({ runName: "chain", callbacks });
  const graph = new StateGraph(State)
    .addNode("talk", async ({ text }, config) => ({ text: await chain.invoke(text, config) }))
    .addEdge("__start__", "talk")
    .compile();

  await graph.invoke({ text: "hi" }, { callbacks: [world.handler] });

  expect((await world.arrived()).traces.map((trace) => trace.project_name).sort()).toEqual(["other", "tests"]);
  expect(await world.printed()).toMatch(/LangGraph\n {2}talk\n {4}chain/);
});

test("runs that were started from one place, and not by each other, are separate traces", async () => {
  const world = await traceWorld();
  const given = { callbacks: [world.handler] };
  const started: Promise<unknown>[] = [];
  const job = RunnableLambda.from(async (x: number) => {
    await world.chatModel().invoke(`job ${x}`, given);
    return x;
  }).withConfig({ runName: "job" });
  let startJobs = () => {};
  const server = RunnableLambda.from((x: number) => {
    // Called when the run that it was made in has ended, in its async context.
    const later = new Promise<void>((resolve) => {
      startJobs = resolve;
    });
    started.push(later.then(() => Promise.all([job.invoke(1, given), job.invoke(2, given)])));
    return x;
  }).withConfig({ runName: "server" });

  await server.invoke(1, given);
  startJobs();
  await Promise.all(started);

  const { traces } = await world.arrived();
  expect(traces.map(({ name }) => name).sort()).toEqual(["job", "job", "server"]);
});

test("two calls that are given one run id are both recorded, in sequence and at the same time", async () => {
  const world = await traceWorld();
  const config = { callbacks: [world.handler], runId: "0b3c7a52-3b1f-4a2b-9a1e-1d2f3a4b5c6d" };
  const ask = async (name: string) =>
    world
      .chatModel()
      .pipe(RunnableLambda.from((answer) => answer.text))
      .invoke(name, { ...config, runName: name });

  await ask("first");
  await ask("second");
  await Promise.all([ask("third"), ask("fourth")]);

  const { traces } = await world.arrived();
  const seen = traces.map(({ name, input, metadata, end_time }) => ({
    name,
    input: JSON.stringify(input),
    metadata,
    end_time,
  }));
  expect(seen.map(({ name }) => name).sort()).toEqual(["first", "fourth", "second", "third"]);
  for (const { name, input, end_time } of seen) {
    expect(input).toContain(name);
    expect(end_time).toBeDefined();
  }
  expect(seen[0]?.metadata).toMatchObject({ summary: { llm_calls: 1 } });
});

test("calls that are open under one run id each keep their own records, whichever ends first", async () => {
  const [first, second, third] = [deferred(), deferred(), deferred()];
  const turns = [first, second, third];
  const world = await traceWorld(({ question }) => {
    const turn = Number(question.at(-1));
    return { kind: "text", text: `answer ${turn}`, until: (turns[turn] ?? first).promise };
  });
  const config = { callbacks: [world.handler], runId: "2b3c7a52-3b1f-4a2b-9a1e-1d2f3a4b5c6d" };
  const chain = RunnableLambda.from((turn: number) => `question ${turn}`)
    .pipe(world.chatModel())
    .pipe(async ({ text }) => RunnableLambda.from(() => `${text}, at last`).invoke(text));

  const calls = turns.map((_, turn) => chain.invoke(turn, config));
  for (const turn of [2, 1, 0]) {
    turns[turn]?.resolve();
    await calls[turn];
  }

  const { traces, spans } = await world.arrived();
  expect(traces).toHaveLength(3);
  for (const { id, input, output, metadata } of traces) {
    const turn = Number(asJsonObject(input).input);
    expect(output).toEqual({ output: `answer ${turn}, at last` });
    expect(metadata).toMatchObject({ summary: { llm_calls: 1, total_tokens: 15 } });
    const own = spans.filter(({ trace_id }) => trace_id === id).map((span) => [span.input, span.output]);
    const said = new Set(JSON.stringify(own).match(/(?:question|answer) \d/g));
    expect([...said].sort()).toEqual([`answer ${turn}`, `question ${turn}`]);
  }
  expect(traces.map(({ input }) => asJsonObject(input).input).sort()).toEqual([0, 1, 2]);
});

test("the call of a tool is below it, also when another call of that tool is open under the same run id", async () => {
  const [first, second] = [deferred(), deferred()];
  const world = await traceWorld(({ question }) => ({
    kind: "text",
    text: `answer to ${question}`,
    until: (question === "0" ? first : second).promise,
  }));
  const ask = new DynamicTool({
    name: "ask",
    description: "asks a model",
    func: async (question, runManager) => {
      const { text } = await world.chatModel().invoke(question, { callbacks: runManager?.getChild() ?? [] });
      return RunnableLambda.from(() => text).invoke(question, { callbacks: runManager?.getChild() ?? [] });
    },
  });
  const config = { callbacks: [world.handler], runId: "4b3c7a52-3b1f-4a2b-9a1e-1d2f3a4b5c6d" };

  const calls = [ask.invoke("0", config), ask.invoke("1", config)];
  first.resolve();
  await calls[0];
  second.resolve();
  await calls[1];

  const { traces, spans } = await world.arrived();
  expect(traces).toHaveLength(2);
  for (const { id } of traces) {
    const own = spans.filter(({ trace_id }) => trace_id === id);
    expect(own.map(({ type }) => type).sort()).toEqual(["general", "llm", "tool"]);
    expect(new Set(JSON.stringify(own.map(({ output }) => output)).match(/answer to \d/g)).size).toBe(1);
  }
});

test("two calls with one input that are open under one run id are recorded as two", async () => {
  const world = await traceWorld();
  const config = { callbacks: [world.handler, world.handler], runId: "3b3c7a52-3b1f-4a2b-9a1e-1d2f3a4b5c6d" };

  await Promise.all([world.chatModel().invoke("hi", config), world.chatModel().invoke("hi", config)]);

  const { traces, spans } = await world.arrived();
  expect(traces.map(({ output }) => output)).toEqual([{ output: "echo: hi" }, { output: "echo: hi" }]);
  expect(spans).toHaveLength(2);
});

test("a model that is called with the run id of the chain around it is below that chain", async () => {
  const world = await traceWorld();
  const config = { callbacks: [world.handler], runId: "1b3c7a52-3b1f-4a2b-9a1e-1d2f3a4b5c6d" };
  const chain = RunnableLambda.from(async (text: string) => (await world.chatModel().invoke(text, config)).text);

  await chain.invoke("hi", { ...config, runName: "chain" });

  const { trace } = await world.onlyTrace();
  expect(trace.end_time).toBeDefined();
  expect(await world.printed()).toBe("chain\n  ChatOpenAI (llm gpt-4o-mini)");
});
