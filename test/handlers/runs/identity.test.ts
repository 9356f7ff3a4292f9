import { RunnableLambda } from "@langchain/core/runnables";
import { expect, test } from "vitest";
import { traceWorld } from "../../support/traces/traced-world.js";

const program = RunnableLambda.from((x: number) => x);

test.each(["thread_id", "threadId", "session_id", "sessionId", "conversation_id", "conversationId"])(
  "the run's metadata names the thread as %s",
  async (key) => {
    const world = await traceWorld();

    await program.invoke(1, { callbacks: [world.handler], metadata: { [key]: "t-1" } });

    const { trace } = await world.onlyTrace();
    expect(trace).toMatchObject({ thread_id: "t-1", metadata: { [key]: "t-1" } });
  },
);

test("the handler's own thread takes precedence over the run's", async () => {
  const world = await traceWorld(undefined, { threadId: "handler's" });

  await program.invoke(1, { callbacks: [world.handler], metadata: { thread_id: "run's" } });

  const { trace } = await world.onlyTrace();
  expect(trace.thread_id).toBe("handler's");
});

test("a number names a thread, and an empty text or an object does not", async () => {
  const world = await traceWorld();

  for (const thread_id of [7, "", { id: 1 }]) {
    await program.invoke(1, { callbacks: [world.handler], metadata: { thread_id } });
  }

  const { traces } = await world.arrived();
  expect(traces.map((trace) => trace.thread_id)).toEqual(["7", undefined, undefined]);
});

test("a model that is called alone has a thread too", async () => {
  const world = await traceWorld();

  await world.chatModel().invoke("hi", { callbacks: [world.handler], metadata: { session_id: "s-1" } });

  const { trace } = await world.onlyTrace();
  expect(trace.thread_id).toBe("s-1");
});

test("the trace has the tags of the handler and of the run, each once, and none of LangChain's own", async () => {
  const world = await traceWorld(undefined, { tags: ["team", "shared"] });

  await program.pipe(program).invoke(1, { callbacks: [world.handler], tags: ["shared", "run"] });

  const { trace, spans } = await world.onlyTrace();
  expect(trace.tags).toEqual(["team", "shared", "run"]);
  expect(spans.map((span) => span.tags)).toEqual([
    ["shared", "run"],
    ["shared", "run"],
  ]);
});

test("the tags and metadata of a step are on its span, beside those of the run", async () => {
  const world = await traceWorld();
  const step = program.withConfig({ tags: ["step's"], metadata: { step: true } });

  await step.pipe(program).invoke(1, { callbacks: [world.handler], tags: ["run's"], metadata: { customer: "acme" } });

  const { trace, spans } = await world.onlyTrace();
  expect(trace.tags).toEqual(["run's"]);
  expect(spans.map((span) => [span.tags, span.metadata])).toEqual([
    [expect.arrayContaining(["run's", "step's"]), { customer: "acme", step: true }],
    [["run's"], { customer: "acme" }],
  ]);
});

test("the trace has the metadata of the handler and of the run, and the run's takes precedence", async () => {
  const world = await traceWorld(undefined, { metadata: { service: "bot", version: 1 } });

  await program.invoke(1, { callbacks: [world.handler], metadata: { version: 2 } });

  const { trace } = await world.onlyTrace();
  expect(trace.metadata).toMatchObject({ service: "bot", version: 2, created_from: "langchain" });
});

test("a run has the name that it was given, or else that of its class", async () => {
  const world = await traceWorld();

  await program.invoke(1, { callbacks: [world.handler], runName: "answer a question" });
  await program.invoke(1, { callbacks: [world.handler] });
  await world.chatModel().invoke("hi", { callbacks: [world.handler], runName: "greeting" });

  const { traces, spans } = await world.arrived();
  expect(traces.map((trace) => trace.name)).toEqual(["answer a question", "RunnableLambda", "greeting"]);
  expect(spans.map((span) => span.name)).toEqual(["greeting"]);
});
