import { BytesOutputParser, StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { type RunnableConfig, RunnableLambda } from "@langchain/core/runnables";
import { expect, it } from "vitest";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { readAll } from "../../support/traces/read-all.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

const ANSWER = "Grüße, and a long answer in many pieces \u2013 ok?";

function routeOf(world: TracedWorld) {
  return ChatPromptTemplate.fromTemplate("{q}").pipe(world.chatModel()).pipe(new BytesOutputParser());
}

it.each([
  ["invoked", (world: TracedWorld) => routeOf(world).invoke({ q: "Hi." }, { callbacks: [world.handler] })],
  ["streamed", (world: TracedWorld) => readAll(routeOf(world).stream({ q: "Hi." }, { callbacks: [world.handler] }))],
  ["in a batch", (world: TracedWorld) => routeOf(world).batch([{ q: "Hi." }], { callbacks: [world.handler] })],
])("the answer of a parser that makes bytes is recorded as its text, %s", async (_, call) => {
  const world = await traceWorld(() => ({ kind: "text", text: ANSWER }));

  await call(world);

  const { trace, spans } = await world.onlyTrace();
  expect(trace.output).toEqual({ output: ANSWER });
  expect(spanNamed(spans, "BytesOutputParser").output).toEqual({ output: ANSWER });
});

it("an answer of bytes is recorded as text when another parser comes before it", async () => {
  const world = await traceWorld(() => ({ kind: "text", text: ANSWER }));
  const route = world.chatModel().pipe(new StringOutputParser()).pipe(new BytesOutputParser());

  await readAll(
    RunnableLambda.from(String)
      .pipe(route)
      .stream("Hi.", { callbacks: [world.handler] }),
  );

  const { trace } = await world.onlyTrace();
  expect(trace.output).toEqual({ output: ANSWER });
});

it.each([
  [
    "yields them",
    (world: TracedWorld) =>
      RunnableLambda.from(async function* (input: { q: string }, config: RunnableConfig) {
        yield* await routeOf(world).stream(input, config);
      }),
  ],
  ["returns what makes them", (world: TracedWorld) => RunnableLambda.from((_: { q: string }) => routeOf(world))],
])("bytes of a stream are recorded as text when a function %s", async (_name, outer) => {
  const world = await traceWorld(() => ({ kind: "text", text: ANSWER }));

  for await (const _ of await outer(world).stream({ q: "Hi." }, { callbacks: [world.handler] }));

  const { trace } = await world.onlyTrace();
  expect(trace.output).toEqual({ output: ANSWER });
});

it("bytes that differ from those of the stream below are replaced by a note that LangChain adds them up", async () => {
  const world = await traceWorld(() => ({ kind: "text", text: ANSWER }));
  const outer = RunnableLambda.from(async function* (input: { q: string }, config: RunnableConfig) {
    yield* await routeOf(world).stream(input, config);
    yield new TextEncoder().encode("the end");
  });

  for await (const _ of await outer.stream({ q: "Hi." }, { callbacks: [world.handler] }));

  const { trace } = await world.onlyTrace();
  expect(trace.output).toEqual({ output: "[bytes of a stream, which LangChain adds up]" });
});

it("bytes that are not text stay bytes", async () => {
  const world = await traceWorld();

  await RunnableLambda.from(() => new Uint8Array([0, 255, 1])).invoke("Hi.", { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(trace.output).toEqual({ output: "[Uint8Array of 3 bytes, base64: AP8B]" });
});
