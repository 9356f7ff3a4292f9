import { StringOutputParser } from "@langchain/core/output_parsers";
import { RunnableLambda } from "@langchain/core/runnables";
import { expect, test } from "vitest";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { lives, writesById } from "../../support/opik-server/record-writes.js";
import { slowWorld } from "../../support/process/slow-world.js";
import { ANY_TEXT } from "../../support/traces/text-matchers.js";

test("a failure that may be retried is shown while its parent is open, and explained when the parent ends", async () => {
  const { world, time, answer } = await slowWorld();
  const held = world.models.script;
  world.models.script = (call) => (call.index === 0 ? { kind: "error", status: 503 } : held(call));
  const patient = RunnableLambda.from(async (question: string, config) => {
    const ask = () => world.chatModel().invoke(question, config);
    return (await ask().catch(ask)).text;
  }).withConfig({ runName: "patient" });

  const answering = patient.invoke("Owls?", { callbacks: [world.handler] });
  await world.models.waitForCalls(2);
  time.pass(11);
  await world.opik.waitFor({ traces: 1, spans: 2 });

  const failed = world.opik.spans.find(({ error_info }) => error_info !== undefined);
  expect(failed).toMatchObject({ end_time: ANY_TEXT, metadata: { status_code: 503 } });
  time.pass(60);
  answer();
  await answering;
  const { spans } = await world.onlyTrace();
  expect(spans).toMatchObject([
    { metadata: { attempt: { number: 1, outcome: "failed" } } },
    { metadata: { attempt: { number: 2, outcome: "answered" } }, tags: ["retry"] },
  ]);
  expect([...writesById(world.opik).values()].map((writes) => writes.length)).toEqual([2, 2, 2]);
  lives(world.opik);
});

test("everything below hidden and visible runs keeps its place in a long trace, and hidden runs stay hidden", async () => {
  const { world, time, answer } = await slowWorld();
  const asks = RunnableLambda.from((question: string, config) => world.chatModel().invoke(question, config));
  const hidden = asks.withConfig({ runName: "hidden", tags: ["langsmith:hidden"] });
  const shown = RunnableLambda.from((question: string, config) => hidden.invoke(question, config));
  const answering = shown
    .withConfig({ runName: "shown" })
    .pipe(new StringOutputParser())
    .invoke("Owls?", { callbacks: [world.handler], runName: "root" });
  await world.models.waitForCalls(1);

  time.pass(11);
  await world.opik.waitFor({ traces: 1, spans: 2 });

  const { id } = spanNamed(world.opik.spans, "shown");
  expect(spanNamed(world.opik.spans, "ChatOpenAI").parent_span_id).toBe(id);
  answer();
  await answering;
  await world.onlyTrace();
  expect(lives(world.opik)).toMatchObject({
    root: ["open", "ended"],
    shown: ["open", "ended"],
    ChatOpenAI: ["open", "ended"],
  });
  expect(lives(world.opik)).not.toHaveProperty("hidden");
});

/** A root run has ended, and the model that it called without waiting has not answered: `late` is the call. */
async function leftWorld() {
  const slow = await slowWorld();
  const { world } = slow;
  let late: Promise<unknown> = Promise.resolve();
  const leaves = RunnableLambda.from((question: string, config) => {
    late = world.chatModel().invoke(question, config);
    return "left";
  }).withConfig({ runName: "leaves" });
  await leaves.invoke("Owls?", { callbacks: [world.handler] });
  await world.models.waitForCalls(1);
  return { ...slow, late };
}

test("a run that outlives its root is shown below a trace that has its answer and ends with that run", async () => {
  const { world, time, answer, late } = await leftWorld();
  time.pass(11);
  await world.opik.waitFor({ traces: 1, spans: 1 });

  expect(world.opik.traces).toMatchObject([{ metadata: { in_progress: true }, output: { output: "left" } }]);
  answer();
  await late;
  await world.onlyTrace();
  expect(lives(world.opik)).toEqual({ leaves: ["open", "ended"], ChatOpenAI: ["open", "ended"] });
});

test("a trace waits a minute for a run that outlives its root", async () => {
  const { world, time, answer, late } = await leftWorld();

  time.pass(61);
  await world.opik.waitFor(({ traces }) => traces[0]?.end_time !== undefined);

  expect(world.opik.traces[0]?.metadata).not.toHaveProperty("in_progress");
  answer();
  await late;
  const { trace } = await world.onlyTrace();
  expect(trace.metadata).toMatchObject({ summary: { llm_calls: 1, total_tokens: 15 } });
});
