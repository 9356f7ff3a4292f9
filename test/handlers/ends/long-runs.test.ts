import { RunnableLambda } from "@langchain/core/runnables";
import { Annotation, Command, interrupt, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { expect, test } from "vitest";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { lives, writesById } from "../../support/opik-server/record-writes.js";
import { slowWorld, tellAbout } from "../../support/process/slow-world.js";
import { deferred } from "../../support/time/deferred.js";
import { ANY_TEXT } from "../../support/traces/text-matchers.js";

const IN_PROGRESS = { in_progress: true };

test("a run that takes long is shown while it is open, and whole when it has ended", async () => {
  const { world, time, answer } = await slowWorld();
  const answering = tellAbout(world).invoke({ topic: "owls" }, { callbacks: [world.handler], tags: ["mine"] });
  await world.models.waitForCalls(1);

  time.pass(11);
  await world.opik.waitFor({ traces: 1, spans: 2 });

  expect(world.opik.traces).toMatchObject([
    {
      name: "RunnableSequence",
      input: { topic: "owls" },
      tags: ["mine"],
      metadata: { ...IN_PROGRESS, summary: { llm_calls: 1 } },
    },
  ]);
  expect(spanNamed(world.opik.spans, "ChatOpenAI")).toMatchObject({
    input: { messages: [{ role: "user", content: "Tell me about owls" }] },
    model: "gpt-4o-mini",
    metadata: IN_PROGRESS,
  });
  answer();
  await answering;
  const { trace, spans } = await world.onlyTrace();
  expect(trace).toMatchObject({ end_time: ANY_TEXT, output: { output: "An owl is a bird." } });
  expect(trace.metadata).not.toHaveProperty("in_progress");
  expect(spanNamed(spans, "ChatOpenAI")).toMatchObject({ end_time: ANY_TEXT, usage: { total_tokens: 15 } });
  expect(lives(world.opik)).toEqual({
    RunnableSequence: ["open", "ended"],
    ChatPromptTemplate: ["ended"],
    ChatOpenAI: ["open", "ended"],
    StrOutputParser: ["ended"],
  });
});

test("a short run is written once, and with `liveAfterMs: 0` so is every run", async () => {
  const { world, time, answer } = await slowWorld({ liveAfterMs: 0 });
  const other = world.newHandler({ maxWaitMs: 1 });
  const answering = tellAbout(world).invoke({ topic: "owls" }, { callbacks: [world.handler] });
  await world.models.waitForCalls(1);
  time.pass(60);
  const short = tellAbout(world).invoke({ topic: "crows" }, { callbacks: [other] });
  await world.models.waitForCalls(2);
  time.pass(9);

  answer();
  await Promise.all([answering, short]);

  const { traces, spans } = await world.arrived();
  expect([traces.length, spans.length]).toEqual([2, 6]);
  expect([...writesById(world.opik).values()].filter((writes) => writes.length > 1)).toEqual([]);
});

test("a long stream shows what has arrived of it", async () => {
  const { world, time, answer } = await slowWorld();
  const stream = await world.chatModel().stream("Owls?", { callbacks: [world.handler] });
  const reading = (async () => {
    for await (const chunk of stream) if (chunk.text === "bird.") time.pass(11);
  })();

  await world.opik.waitFor({ traces: 1, spans: 1 });

  const [model] = world.opik.spans;
  expect(model).toMatchObject({ output: { choices: [{ finish_reason: null }] }, metadata: IN_PROGRESS });
  expect(JSON.stringify(model?.output)).toContain("An owl is a");
  answer();
  await reading;
  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ end_time: ANY_TEXT, output: { output: "An owl is a bird." } });
});

test("a run taken for abandoned is in progress again when it goes on, and ends once", async () => {
  const { world, time, answer } = await slowWorld({ abandonAfterMs: 60_000 });
  const [began, gate] = [deferred(), deferred()];
  const waits = RunnableLambda.from(async (question: string, config) => {
    began.resolve();
    await gate.promise;
    return (await world.chatModel().invoke(question, config)).text;
  }).withConfig({ runName: "waits" });
  const answering = waits.invoke("Owls?", { callbacks: [world.handler] });
  await began.promise;

  time.pass(71);
  await world.opik.waitFor(({ traces }) => traces[0]?.metadata?.abandoned === "idle");
  gate.resolve();
  await world.models.waitForCalls(1);
  time.pass(11);
  await world.opik.waitFor(({ traces }) => traces[0]?.metadata?.in_progress === true);

  expect(world.opik.traces[0]?.metadata).not.toHaveProperty("abandoned");
  answer();
  await answering;
  await world.onlyTrace();
  expect(lives(world.opik)).toEqual({ waits: ["open", "open", "open", "ended"], ChatOpenAI: ["open", "ended"] });
});

test("a resumed run is a trace of its own when a graph had stopped with a question after a long while", async () => {
  const { world, time, answer } = await slowWorld();
  const State = Annotation.Root({ said: Annotation<string> });
  const graph = new StateGraph(State)
    .addNode("think", async () => ({ said: (await world.chatModel().invoke("Owls?")).text }))
    .addNode("ask", ({ said }) => ({ said: `${said} ${interrupt<string, string>("Is it?")}` }))
    .addEdge(START, "think")
    .addEdge("think", "ask")
    .compile({ checkpointer: new MemorySaver() });
  const config = { callbacks: [world.handler], configurable: { thread_id: "a" } };

  const stopping = graph.invoke({ said: "" }, config);
  await world.models.waitForCalls(1);
  time.pass(11);
  await world.opik.waitFor({ traces: 1, spans: 2 });
  answer();
  await stopping;
  time.pass(3600);
  await graph.invoke(new Command({ resume: "It is." }), config);

  const { traces, spans } = await world.arrived();
  expect(traces).toMatchObject([
    { end_time: ANY_TEXT, output: { __interrupt__: ["Is it?"] }, thread_id: "a" },
    { end_time: ANY_TEXT, output: { said: "An owl is a bird. It is." }, thread_id: "a" },
  ]);
  expect([...traces, ...spans].filter(({ end_time }) => end_time === undefined)).toEqual([]);
});
