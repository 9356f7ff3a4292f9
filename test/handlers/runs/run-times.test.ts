import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { RunnableLambda } from "@langchain/core/runnables";
import { expect, test } from "vitest";
import { traceWorld } from "../../support/traces/traced-world.js";

const MICROS_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
// The record's clock follows the wall clock to within 50 ms.
const CLOCK_SLACK_MS = 60;

/** Another tracer, which LangChain calls from its queue: everything behind it waits until it is let go. */
class StuckTracer extends BaseCallbackHandler {
  readonly name = "stuck tracer";
  letGo = () => {};
  readonly #until = new Promise<void>((resolve) => {
    this.letGo = resolve;
  });

  override handleChainStart = () => this.#until;
  override handleChatModelStart = () => this.#until;
}

test("a tracer that blocks LangChain's queue neither delays records nor changes their times", async () => {
  const asked: number[] = [];
  const world = await traceWorld(() => {
    asked.push(Date.now());
    return { kind: "text", text: "fine" };
  });
  const stuck = new StuckTracer();
  const program = RunnableLambda.from(async (question: string, config) => world.chatModel().invoke(question, config));

  for (const question of ["one", "two"]) await program.invoke(question, { callbacks: [stuck, world.handler] });
  const { traces, spans } = await world.arrived();
  stuck.letGo();
  await awaitAllCallbacks();

  expect(traces).toHaveLength(2);
  spans.forEach(({ start_time, end_time = "" }, index) => {
    expect(Date.parse(start_time)).toBeLessThanOrEqual((asked[index] ?? 0) + CLOCK_SLACK_MS);
    expect(Date.parse(end_time)).toBeGreaterThanOrEqual((asked[index] ?? 0) - CLOCK_SLACK_MS);
  });
  const [first, second] = spans;
  expect(first?.end_time?.localeCompare(second?.start_time ?? "")).toBe(-1);
});

test("inputs are recorded as they were, whatever the program does to them afterwards", async () => {
  const world = await traceWorld();
  const stuck = new StuckTracer();
  const grows = RunnableLambda.from((state: { facts: string[] }) => {
    state.facts.push("changed");
    return state.facts.length;
  });

  await grows.invoke({ facts: ["given"] }, { callbacks: [stuck, world.handler] });
  stuck.letGo();
  await awaitAllCallbacks();

  const { trace } = await world.onlyTrace();
  expect(trace.input).toEqual({ facts: ["given"] });
});

test("times are in microseconds, and every run lies within its parent", async () => {
  const world = await traceWorld();
  const leaf = RunnableLambda.from((x: number) => x).withConfig({ runName: "leaf" });
  const branch = RunnableLambda.from(async (x: number, config) => {
    await leaf.invoke(x, config);
    return leaf.invoke(x, config);
  }).withConfig({ runName: "branch" });

  await RunnableLambda.from((x: number, config) => branch.invoke(x, config)).invoke(1, { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  const [branchNode] = world.opik.spanTree(trace.id);
  const [one, two] = branchNode?.children ?? [];
  const inOrder = [
    trace.start_time,
    branchNode?.span.start_time,
    one?.span.start_time,
    one?.span.end_time,
    two?.span.start_time,
    two?.span.end_time,
    branchNode?.span.end_time,
    trace.end_time,
  ];
  expect(inOrder).toEqual([...inOrder].sort());
  for (const time of inOrder) expect(time).toMatch(MICROS_TIME);
});

test("the time of a run does not include that of serializing its large output", async () => {
  const world = await traceWorld();
  let readAt = Number.POSITIVE_INFINITY;
  const slowToRead = {
    get text() {
      const until = performance.now() + 200;
      while (performance.now() < until);
      readAt = Date.now();
      return "read";
    },
  };

  await RunnableLambda.from(() => slowToRead).invoke(undefined, { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(trace.output).toEqual({ text: "read" });
  expect(Date.parse(trace.end_time ?? "")).toBeLessThan(readAt - 200 + CLOCK_SLACK_MS);
});

test("ids are UUIDs of version 7, in the order in which the runs started", async () => {
  const world = await traceWorld();
  const steps = Array.from({ length: 20 }, (_, index) =>
    RunnableLambda.from((x: number) => x).withConfig({ runName: `step ${index}` }),
  );
  const program = RunnableLambda.from(async (x: number, config) => {
    for (const step of steps) await step.invoke(x, config);
    return x;
  });

  await program.invoke(1, { callbacks: [world.handler] });
  await program.invoke(2, { callbacks: [world.handler] });

  const { traces, spans } = await world.arrived();
  const records = [...traces, ...spans];
  for (const { id } of records) expect(id).toMatch(UUID_V7);
  const byId = [...records].sort((a, b) => a.id.localeCompare(b.id));
  expect(byId.map((record) => record.start_time)).toEqual(records.map((record) => record.start_time).sort());
  expect(byId.map((record) => record.name)).toEqual(
    [1, 2].flatMap(() => ["RunnableLambda", ...steps.map((_, index) => `step ${index}`)]),
  );
  for (const { id, start_time } of records) {
    expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(Date.parse(start_time));
  }
});
