// Brings the async context that config travels in by itself; `langchain` and LangGraph load it too.
import "@langchain/core/context";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda } from "@langchain/core/runnables";
import { Annotation, START, StateGraph } from "@langchain/langgraph";
import { expect, test } from "vitest";
import { shownText } from "../../contract/chat-rules.js";
import { readAll } from "../../support/traces/read-all.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

const RUNS = Array.from({ length: 200 }, (_, index) => `q${index}`);

/** A chain of two steps, of which the second calls the first model again, below itself. */
function twoStepChain(world: TracedWorld) {
  const ask = ChatPromptTemplate.fromTemplate("{question}").pipe(world.chatModel());
  return RunnableLambda.from(async (question: string) => {
    await ask.invoke({ question });
    return (await ask.invoke({ question: `${question} again` })).text;
  }).withConfig({ runName: "two steps" });
}

const NAMES = ["ChatOpenAI", "ChatOpenAI", "ChatPromptTemplate", "ChatPromptTemplate"];

/** Each question has one trace, whose spans speak of that question only. */
async function expectWholeTraces(world: TracedWorld, questions: readonly string[]) {
  const { traces, spans } = await world.arrived();
  expect(traces.map(({ input }) => shownText(input, "input")).sort(byText)).toEqual([...questions].sort(byText));
  for (const trace of traces) {
    const own = spans.filter((span) => span.trace_id === trace.id);
    const input = String(shownText(trace.input, "input"));
    expect(own.map((span) => span.name).sort()).toEqual([...NAMES, "RunnableSequence", "RunnableSequence"]);
    for (const span of own) expect(JSON.stringify(span.input)).toMatch(new RegExp(`"${input}( again)?"`));
    expect(trace).toMatchObject({
      output: { output: `echo: ${input} again` },
      metadata: { summary: { llm_calls: 2 } },
    });
  }
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one).localeCompare(JSON.stringify(other));
}

test("two hundred concurrent runs on one handler make two hundred whole traces", async () => {
  const world = await traceWorld();
  const chain = twoStepChain(world);

  await Promise.all(RUNS.map((question) => chain.invoke(question, { callbacks: [world.handler] })));

  await expectWholeTraces(world, RUNS);
});

test("a handler that is given twice, and once more by the constructor, records each run once", async () => {
  const world = await traceWorld();
  const chain = twoStepChain(world).withConfig({ callbacks: [world.handler] });
  const questions = RUNS.slice(0, 20);

  await Promise.all(questions.map((question) => chain.invoke(question, { callbacks: [world.handler, world.handler] })));

  await expectWholeTraces(world, questions);
});

test("a model that was made with the handler and is called with it has one span", async () => {
  const world = await traceWorld();
  const model = world.chatModel({ callbacks: [world.handler] });

  await readAll(model.stream("hi", { callbacks: [world.handler] }));
  await model.invoke("ho", { callbacks: [world.handler] });

  const { traces, spans } = await world.arrived();
  expect(traces.map((trace) => trace.output)).toEqual([{ output: "echo: hi" }, { output: "echo: ho" }]);
  expect(spans).toHaveLength(2);
});

test("a broken stream has each word once when its handler was given twice", async () => {
  const world = await traceWorld(() => ({ kind: "reset", text: "one two " }));
  const model = world.chatModel({ callbacks: [world.handler] });

  await expect(readAll(model.stream("hi", { callbacks: [world.handler] }))).rejects.toThrow();

  const { spans } = await world.arrived();
  expect(spans[0]?.output).toMatchObject({ choices: [{ message: { content: "one two " } }] });
});

test("a batch with limited concurrency gives each input its own trace", async () => {
  const world = await traceWorld();
  const questions = RUNS.slice(0, 50);

  await twoStepChain(world).batch(questions, { callbacks: [world.handler], maxConcurrency: 5 });

  await expectWholeTraces(world, questions);
});

test("one handler serves different programs at the same time", async () => {
  const world = await traceWorld();
  const State = Annotation.Root({ answer: Annotation<string> });
  const graph = new StateGraph(State)
    .addNode("ask", async ({ answer }) => ({ answer: (await world.chatModel().invoke(answer)).text }))
    .addEdge(START, "ask")
    .compile();
  const chain = twoStepChain(world);
  const config = { callbacks: [world.handler] };

  await Promise.all(
    RUNS.slice(0, 30).flatMap((question) => [
      graph.invoke({ answer: `graph ${question}` }, config),
      chain.invoke(question, config),
      world.chatModel().invoke(`model ${question}`, config),
    ]),
  );

  const { traces, spans } = await world.arrived();
  const sizes = traces.map((trace) => [trace.name, spans.filter((span) => span.trace_id === trace.id).length]);
  expect(sizes.sort()).toEqual(
    [["ChatOpenAI", 1] as const, ["LangGraph", 2] as const, ["two steps", 6] as const].flatMap((size) =>
      Array.from({ length: 30 }, () => size),
    ),
  );
});

test("concurrent runs, some of which fail, each keep their own end", async () => {
  const world = await traceWorld((call) =>
    call.question.endsWith("3") ? { kind: "error", status: 500 } : { kind: "text", text: "fine" },
  );
  const model = world.chatModel();
  const config = { callbacks: [world.handler] };

  await Promise.allSettled(RUNS.slice(0, 40).map((question) => model.invoke(question, config)));

  const { traces } = await world.arrived();
  const failed = traces.filter((trace) => trace.error_info !== undefined);
  expect(failed.map(({ input }) => shownText(input, "input")).sort(byText)).toEqual(["q13", "q23", "q3", "q33"]);
  expect(traces.filter((trace) => trace.end_time === undefined)).toEqual([]);
});
