import { RunnableLambda } from "@langchain/core/runnables";
import { Annotation, StateGraph } from "@langchain/langgraph";
import { expect, test } from "vitest";
import { flushTraces } from "../../../src/index.js";
import { deferred } from "../../support/time/deferred.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

const State = Annotation.Root({ text: Annotation<string> });

function graphOf(world: TracedWorld) {
  return new StateGraph(State)
    .addNode("talk", async ({ text }) => ({ text: (await world.chatModel().invoke(text)).text }))
    .addEdge("__start__", "talk")
    .compile()
    .withConfig({ callbacks: [world.handler], runName: "graph" });
}

function expectNoOrphan({ opik }: TracedWorld): void {
  const traces = new Set(opik.traces.map(({ id }) => id));
  const spans = new Set(opik.spans.map(({ id }) => id));
  for (const { trace_id, parent_span_id } of opik.spans) {
    expect(traces).toContain(trace_id);
    if (parent_span_id !== undefined) expect(spans).toContain(parent_span_id);
  }
}

test("a graph that is streamed as bytes has been recorded as a trace after flushTraces", async () => {
  const world = await traceWorld();
  const options = { version: "v2", encoding: "text/event-stream" } as const;
  for await (const _bytes of graphOf(world).streamEvents({ text: "hi" }, options));

  await flushTraces();

  expect(world.opik.traces).toMatchObject([{ name: "graph", input: { text: "hi" } }]);
  expect(world.opik.spans.map(({ name }) => name).sort()).toEqual(["ChatOpenAI", "talk"]);
  expectNoOrphan(world);
});

test("a stream that its caller left early is delivered by a flush, as far as it was read", async () => {
  const world = await traceWorld();
  const chain = RunnableLambda.from((text: string) => text)
    .pipe(world.chatModel())
    .withConfig({ runName: "chain" });
  for await (const _chunk of await chain.stream("hi", { callbacks: [world.handler] })) break;

  await world.handler.flush();

  expect(world.opik.traces).toMatchObject([{ name: "chain" }]);
  expect(world.opik.spans.map(({ name }) => name)).toContain("ChatOpenAI");
  expectNoOrphan(world);
});

test("a run that is flushed while it is open is sent whole when it ends", async () => {
  const answered = deferred();
  const world = await traceWorld(() => ({ kind: "text", text: "An owl.", until: answered.promise }));
  const asked = graphOf(world).invoke({ text: "hi" });
  await world.models.waitForCalls(1);

  await world.handler.flush();
  expect(world.opik.traces).toMatchObject([{ name: "graph", metadata: { in_progress: true } }]);
  expectNoOrphan(world);
  answered.resolve();
  await asked;

  const { trace, spans } = await world.onlyTrace();
  expect(trace).toMatchObject({ output: { text: "An owl." }, metadata: { summary: { llm_calls: 1 } } });
  for (const record of [trace, ...spans]) {
    expect(record.end_time).toBeDefined();
    expect(record.metadata).not.toHaveProperty("in_progress");
  }
});
