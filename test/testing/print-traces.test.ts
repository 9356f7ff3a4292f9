// Brings the async context that config travels in by itself; `langchain` and LangGraph load it too.
import "@langchain/core/context";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda, RunnableSequence } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { FakeRetriever } from "@langchain/core/utils/testing";
import { Annotation, interrupt, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { expect, test } from "vitest";
import { z } from "zod";
import { printTraces, recordTraces } from "../../src/testing/index.js";
import { at, openSpan, shownSpan, shownTrace } from "../cli/shown-records.js";
import { down } from "../support/models/scripted-models.js";
import { type Deferred, deferred } from "../support/time/deferred.js";
import { readAll } from "../support/traces/read-all.js";
import { traceWorld } from "../support/traces/traced-world.js";

const search = tool(async ({ query }) => (await new FakeRetriever().invoke(query)).length, {
  name: "search",
  description: "Searches.",
  schema: z.object({ query: z.string() }),
});

test("a trace is printed with kinds, models and attempts, and an error where it came from", async () => {
  const world = await traceWorld(down("gpt-large"));
  const traces = recordTraces();
  const model = world.chatModel({ model: "gpt-large" }).withFallbacks([world.chatModel({ model: "gpt-small" })]);
  const answer = ChatPromptTemplate.fromTemplate("{question}").pipe(model).pipe(new StringOutputParser());
  const program = RunnableLambda.from(async (question: string) => {
    await search.invoke({ query: question });
    await answer.invoke({ question });
    throw new RangeError("too far:\n29 May");
  });

  await expect(
    program.withConfig({ runName: "program" }).invoke("why?", { callbacks: [traces.handler] }),
  ).rejects.toThrow("too far");

  expect(traces.print()).toMatchInlineSnapshot(`
    "✗ program: RangeError: too far:
      search (tool)
        FakeRetriever (retrieval)
      RunnableSequence
        ChatPromptTemplate
        RunnableWithFallbacks
          ✗ ChatOpenAI (llm gpt-large) [fallback 1 failed]: InternalServerError: 503 scripted 503
          ChatOpenAI (llm gpt-small) [fallback 2 answered, after InternalServerError 503 of gpt-large]
        StrOutputParser"
  `);
});

test("a stream is printed as a plain call is", async () => {
  const world = await traceWorld();
  const traces = recordTraces();
  const chain = ChatPromptTemplate.fromTemplate("{q}").pipe(world.chatModel()).pipe(new StringOutputParser());

  await chain.invoke({ q: "a" }, { callbacks: [traces.handler] });
  const called = traces.print();
  traces.clear();
  await readAll(chain.stream({ q: "a" }, { callbacks: [traces.handler] }));

  expect(traces.print()).toBe(called);
});

test("an interrupt is printed, and not as an error", async () => {
  const traces = recordTraces();
  const graph = new StateGraph(Annotation.Root({ go: Annotation<boolean> }))
    .addNode("ask", () => ({ go: interrupt<string, boolean>("Go on?") }))
    .addEdge(START, "ask")
    .compile({ checkpointer: new MemorySaver() });

  await graph.invoke({ go: false }, { callbacks: [traces.handler], configurable: { thread_id: "t" } });

  expect(traces.print()).toMatchInlineSnapshot(`
    "LangGraph
      ask [left by GraphInterrupt]"
  `);
});

/** Runs two of a name at once, and lets first the one and then the other end. */
async function printedWhen(endsFirst: "a" | "b"): Promise<string> {
  const gates: Readonly<Record<string, Deferred>> = { a: deferred(), b: deferred() };
  const ended: Readonly<Record<string, Deferred>> = { a: deferred(), b: deferred() };
  const answer = (name: string) => RunnableLambda.from(() => name).withConfig({ runName: `answer of ${name}` });
  const wait = RunnableLambda.from(async (name: string) => {
    await gates[name]?.promise;
    return name;
  }).withConfig({ runName: "wait" });
  const work = RunnableLambda.from(async (name: string) => {
    await wait.invoke(name);
    await answer(name).invoke(name);
    ended[name]?.resolve();
  }).withConfig({ runName: "work" });
  const traces = recordTraces();
  const names = endsFirst === "a" ? ["b", "a"] : ["a", "b"];
  const all = RunnableLambda.from(() => Promise.all(names.map((name) => work.invoke(name))));

  const running = all.invoke("", { callbacks: [traces.handler], runName: "all" });
  for (const name of [...names].reverse()) {
    gates[name]?.resolve();
    await ended[name]?.promise;
  }
  await running;
  return traces.print();
}

test("two runs of one name that overlap are printed alike, whichever of them begins or ends first", async () => {
  expect(await printedWhen("a")).toMatchInlineSnapshot(`
    "all
      work
        wait
        answer of a
      work
        wait
        answer of b"
  `);
  expect(await printedWhen("b")).toBe(await printedWhen("a"));
});

test("runs of one name that follow each other are printed in their order", async () => {
  const traces = recordTraces();
  const step = (inner: string) =>
    RunnableSequence.from([RunnableLambda.from(() => 1).withConfig({ runName: inner }), (one: number) => one]);
  const program = RunnableLambda.from(async () => {
    await step("z").invoke(0);
    await step("a").invoke(0);
  });

  await program.invoke(0, { callbacks: [traces.handler] });

  expect(traces.print()).toMatchInlineSnapshot(`
    "RunnableLambda
      RunnableSequence
        z
        RunnableLambda
      RunnableSequence
        a
        RunnableLambda"
  `);
});

test("traces are printed in the order of their start, however they arrive", () => {
  const traces = [
    shownTrace({ name: "second", start_time: at(2), end_time: at(3) }),
    shownTrace({ name: "first", start_time: at(0), end_time: at(1) }),
  ];

  expect(printTraces({ traces, spans: [] })).toBe("first\n\nsecond");
});

test("overlapping tries of a call are printed in the order of their numbers", () => {
  const error_info = { exception_type: "Error", message: "busy", traceback: "Error: busy" };
  const attempt = (number: number) => ({ metadata: { attempt: { kind: "retry", number } } });
  const spans = [
    shownSpan("a1", { name: "look", start_time: at(0), end_time: at(100), error_info, ...attempt(1) }),
    shownSpan("b1", { name: "look", start_time: at(50), end_time: at(200), error_info, ...attempt(1) }),
    shownSpan("a2", { name: "look", start_time: at(101), end_time: at(300), ...attempt(2) }),
    shownSpan("b2", { name: "look", start_time: at(201), end_time: at(400), ...attempt(2) }),
  ];

  expect(printTraces({ traces: [], spans: [...spans].reverse() })).toMatchInlineSnapshot(`
    "(spans of traces that were not recorded)
      ✗ look [retry 1]: Error: busy
      ✗ look [retry 1]: Error: busy
      look [retry 2]
      look [retry 2]"
  `);
});

test("ids and times in names and errors are left out", async () => {
  const traces = recordTraces();
  const failing = RunnableLambda.from(() => {
    throw new Error(`no job 0198c0de-1234-7abc-8def-${"0".repeat(12)} at ${new Date().toISOString()}`);
  });

  await expect(
    failing.invoke(0, { callbacks: [traces.handler], runName: "job 0198C0DE-1234-7abc-8def-0123456789ab" }),
  ).rejects.toThrow("no job");

  expect(traces.print()).toMatchInlineSnapshot(`"✗ job <id>: Error: no job <id> at <time>"`);
});

test("spans that are open, or whose trace or parent is missing, are printed all the same", () => {
  const trace = shownTrace({ name: "known", metadata: { abandoned: "no event for 300 s" } });
  const spans = [
    openSpan("open", { metadata: { in_progress: true } }),
    shownSpan("far", { parent_span_id: "gone" }),
    shownSpan("loose", { trace_id: "other" }),
    shownSpan("asked", { type: "llm", metadata: { cache_hit: true, http_attempts: [{}, {}] } }),
  ];

  expect(printTraces({ traces: [trace], spans })).toMatchInlineSnapshot(`
    "known [abandoned: no event for 300 s]
      asked (llm) [2 requests; cache hit]
      far [its parent was not recorded]
      open [in progress]

    (spans of traces that were not recorded)
      loose"
  `);
});
