// Brings the async context that config travels in by itself; `langchain` and LangGraph load it too.
import "@langchain/core/context";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableBranch, RunnableLambda, RunnableMap, RunnableSequence } from "@langchain/core/runnables";
import { expect, test } from "vitest";
import { z } from "zod";
import { readAll } from "../../support/traces/read-all.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const inner = RunnableLambda.from((x: number) => x + 1).withConfig({ runName: "inner" });
const passesConfig = RunnableLambda.from((x: number, config) => inner.invoke(x, config)).withConfig({
  runName: "passes config",
});
const passesNone = RunnableLambda.from((x: number) => inner.invoke(x)).withConfig({ runName: "passes none" });
const composition = RunnableSequence.from<number, number>([
  passesConfig,
  passesNone,
  RunnableMap.from<number, { a: number; b: number }>({ a: inner, b: inner }),
  RunnableBranch.from<{ a: number; b: number }, number>([
    [({ a }) => a > 100, RunnableLambda.from(({ a }) => a)],
    RunnableLambda.from<{ a: number; b: number }, number>(({ a }) => a).withConfig({ runName: "otherwise" }),
  ]),
]);

const COMPOSITION = `RunnableSequence
  passes config
    inner
  passes none
    inner
  RunnableMap
    inner
    inner
  RunnableBranch
    RunnableLambda
    otherwise`;

test("a call within a lambda is below the lambda, whether or not the lambda passes its config", async () => {
  const world = await traceWorld();

  await composition.invoke(1, { callbacks: [world.handler] });

  expect(await world.printed()).toBe(COMPOSITION);
});

test("a stream and its event stream make the same tree as a plain call", async () => {
  const world = await traceWorld();

  await readAll(composition.stream(1, { callbacks: [world.handler] }));
  await readAll(composition.streamEvents(1, { version: "v2", callbacks: [world.handler] }));

  expect(await world.printed()).toBe([COMPOSITION, COMPOSITION].join("\n\n"));
  for (const trace of world.opik.traces) expect(trace).toMatchObject({ input: { input: 1 }, output: { output: 4 } });
});

test("each input of a batch is a trace of its own, with its own output", async () => {
  const world = await traceWorld();

  await composition.batch([1, 2, 3], { callbacks: [world.handler] });

  expect(await world.printed()).toBe([COMPOSITION, COMPOSITION, COMPOSITION].join("\n\n"));
  expect(world.opik.traces.map((trace) => [trace.input, trace.output])).toEqual([
    [{ input: 1 }, { output: 4 }],
    [{ input: 2 }, { output: 5 }],
    [{ input: 3 }, { output: 6 }],
  ]);
});

test("each answer in a batch of model calls is recorded with its own question", async () => {
  const world = await traceWorld();
  const chain = ChatPromptTemplate.fromTemplate("{x}").pipe(world.chatModel());

  await chain.batch([{ x: "a" }, { x: "b" }], { callbacks: [world.handler] });
  await chain.withRetry().batch([{ x: "c" }, { x: "d" }], { callbacks: [world.handler] });

  const { traces } = await world.arrived();
  expect(traces.map((trace) => trace.output)).toEqual(
    ["a", "b", "c", "d"].map((question) => ({ output: `echo: ${question}` })),
  );
});

test("each input of a failing batch that fails itself has its own error", async () => {
  const world = await traceWorld();
  const chain = RunnableLambda.from((x: string) => x).pipe((x: string): string => {
    throw new Error(`${x} is broken`);
  });

  await expect(chain.batch(["a", "b"], { callbacks: [world.handler] })).rejects.toThrow("a is broken");

  const { traces } = await world.arrived();
  expect(traces).toMatchObject([
    { error_info: { message: "a is broken" }, metadata: { summary: { errors: 1 } } },
    { error_info: { message: "b is broken" }, metadata: { summary: { errors: 1 } } },
  ]);
});

test("a chain whose output is a list keeps the whole list", async () => {
  const world = await traceWorld();
  const list = RunnableLambda.from((x: number) => [x, x]);

  await RunnableSequence.from([inner, list]).invoke(1, { callbacks: [world.handler] });
  await RunnableSequence.from([inner, list]).batch([5], { callbacks: [world.handler] });

  const { traces } = await world.arrived();
  expect(traces.map((trace) => trace.output)).toEqual([{ output: [2, 2] }, { output: [6, 6] }]);
});

test("a transformed stream of inputs has its real input and its whole output", async () => {
  const world = await traceWorld();
  const chain = ChatPromptTemplate.fromTemplate("Say {x}").pipe(world.chatModel()).pipe(new StringOutputParser());
  async function* inputs() {
    yield await Promise.resolve({ x: "hi" });
  }

  await readAll(chain.transform(inputs(), { callbacks: [world.handler] }));

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ input: { x: "hi" }, output: { output: "echo: Say hi" } });
  expect(await world.printed()).toMatchInlineSnapshot(`
    "RunnableSequence
      ChatPromptTemplate
      ChatOpenAI (llm gpt-4o-mini)
      StrOutputParser"
  `);
});

test("structured output shows the schema that was asked for and the object that was returned", async () => {
  const world = await traceWorld(() => ({ kind: "text", text: '{"city":"Rome"}' }));
  const place = world.chatModel().withStructuredOutput(z.object({ city: z.string() }), { name: "place" });

  await place.invoke("Where?", { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  expect(trace.output).toEqual({ city: "Rome" });
  expect(await world.printed()).toMatchInlineSnapshot(`
    "RunnableSequence
      ChatOpenAI (llm gpt-4o-mini)
      RunnableLambda
        StructuredOutputParser"
  `);
  expect(spans.find((span) => span.type === "llm")?.metadata).toMatchObject({
    invocation_params: { response_format: { json_schema: { name: "place" } } },
  });
});

test("runs that are nested fifty deep have the right parents", async () => {
  const world = await traceWorld();
  let nested = RunnableLambda.from((x: number) => x).withConfig({ runName: "depth 50" });
  for (let depth = 49; depth >= 0; depth -= 1) {
    const below = nested;
    nested = RunnableLambda.from((x: number) => below.invoke(x)).withConfig({ runName: `depth ${depth}` });
  }

  await nested.invoke(1, { callbacks: [world.handler] });

  const names = Array.from({ length: 51 }, (_, index) => `${"  ".repeat(index)}depth ${index}`);
  expect(await world.printed()).toBe(names.join("\n"));
});
