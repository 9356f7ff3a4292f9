// Brings the async context that config travels in by itself; `langchain` and LangGraph load it too.
import "@langchain/core/context";
import { RunnableLambda } from "@langchain/core/runnables";
import { expect, test } from "vitest";
import { lives } from "../../support/opik-server/record-writes.js";
import { traceWorld } from "../../support/traces/traced-world.js";

function gate() {
  let resolveOpened = () => {};
  const opened = new Promise<void>((resolve) => {
    resolveOpened = resolve;
  });
  return { opened, open: resolveOpened };
}

test("a handler that is attached in the middle of a tree begins a trace there", async () => {
  const world = await traceWorld();
  const inner = RunnableLambda.from((x: number) => x + 1).withConfig({ runName: "inner" });
  const attached = RunnableLambda.from((x: number) => inner.invoke(x)).withConfig({
    runName: "attached",
    callbacks: [world.handler],
  });

  await RunnableLambda.from((x: number) => attached.invoke(x)).invoke(1);

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ name: "attached", input: { input: 1 }, output: { output: 2 } });
  expect(await world.printed()).toMatchInlineSnapshot(`
    "attached
      inner"
  `);
});

test("a child that starts before its root ends, and ends after it, is in the trace and in its totals", async () => {
  const late = gate();
  const world = await traceWorld(() => ({ kind: "text", text: "late", until: late.opened }));
  let background: Promise<unknown> = Promise.resolve();
  const root = RunnableLambda.from((x: number, config) => {
    background = world.chatModel().invoke("slow?", config);
    return x;
  });

  await root.invoke(1, { callbacks: [world.handler] });
  await world.handler.flush();
  expect(world.opik.traces[0]).toMatchObject({
    output: { output: 1 },
    metadata: { in_progress: true, summary: { total_tokens: 0 } },
  });
  late.open();
  await background;

  const { trace, spans } = await world.onlyTrace();
  expect(trace).toMatchObject({
    output: { output: 1 },
    metadata: { summary: { llm_calls: 1, total_tokens: 15, models: ["gpt-4o-mini"] } },
  });
  expect(trace.metadata).not.toHaveProperty("in_progress");
  expect(lives(world.opik)).toMatchObject({ RunnableLambda: ["open", "ended"] });
  expect(spans).toMatchObject([{ trace_id: trace.id, output: { choices: [{ message: { content: "late" } }] } }]);
  expect(spans[0]?.end_time?.localeCompare(trace.end_time ?? "")).toBe(1);
});

test("a child that starts after its whole tree has ended is in the trace and in its totals", async () => {
  const late = gate();
  const world = await traceWorld();
  let background: Promise<unknown> = Promise.resolve();
  const lateChild = RunnableLambda.from(async (x: number) => (await world.chatModel().invoke(`late ${x}`)).text);
  const step = RunnableLambda.from((x: number, config) => {
    background = late.opened.then(() => lateChild.invoke(x, { ...config, runName: "late child" }));
    return x;
  }).withConfig({ runName: "step" });

  await RunnableLambda.from((x: number) => step.invoke(x)).invoke(1, { callbacks: [world.handler] });
  await world.handler.flush();
  late.open();
  await background;

  const { trace } = await world.onlyTrace();
  expect(await world.printed()).toMatchInlineSnapshot(`
    "RunnableLambda
      step
        late child
          ChatOpenAI (llm gpt-4o-mini)"
  `);
  expect(trace).toMatchObject({ output: { output: 1 }, metadata: { summary: { llm_calls: 1, total_tokens: 15 } } });
});

test("a late child that fails leaves the trace that ended well as it was", async () => {
  const late = gate();
  const world = await traceWorld(() => ({ kind: "error", status: 500 }));
  let background: Promise<unknown> = Promise.resolve();
  const root = RunnableLambda.from((x: number, config) => {
    background = late.opened.then(() => world.chatModel().invoke("late?", config));
    return x;
  });

  await root.invoke(1, { callbacks: [world.handler] });
  late.open();
  await expect(background).rejects.toThrow();

  const { trace, spans } = await world.onlyTrace();
  expect(trace).toMatchObject({ output: { output: 1 }, metadata: { summary: { errors: 1 } } });
  expect(trace.error_info).toBeUndefined();
  expect(spans[0]).toMatchObject({ trace_id: trace.id, metadata: { status_code: 500 } });
});

test("two handlers in one run each write a trace of their own", async () => {
  const world = await traceWorld();
  const other = world.newHandler({ projectName: "other" });

  await RunnableLambda.from((x: number) => x).invoke(1, { callbacks: [world.handler, other] });

  const { traces } = await world.arrived();
  expect(traces.map((trace) => trace.project_name).sort()).toEqual(["other", "tests"]);
});
