import { RunnableLambda } from "@langchain/core/runnables";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { Annotation, START, StateGraph } from "@langchain/langgraph";
import { expect, test } from "vitest";
import { currentSpan, traced } from "../../src/chains/index.js";
import { asJsonObject } from "../../src/records/json/json-object.js";
import { shownText } from "../contract/chat-rules.js";
import { spanNamed } from "../support/opik-server/find-span.js";
import { expectQuietHost } from "../support/process/quiet-host.js";
import { HOSTILE_VALUES } from "../support/traces/hostile-values.js";
import { printedTrace } from "../support/traces/printed-trace.js";
import { traceWorld } from "../support/traces/traced-world.js";

const REQUESTS = Array.from({ length: 50 }, (_, index) => `q${index}`);

test.each(HOSTILE_VALUES)(
  "a traced call and its result are unaffected by %s as input, output and options",
  async (_, make) => {
    expectQuietHost();
    const world = await traceWorld();
    // JavaScript itself asks what is awaited for its `then`.
    const hostile = { held: make() };
    const options = { callbacks: [world.handler], metadata: { held: make() }, tags: ["kept"] };
    const give = traced("give", () => hostile, options);
    const resist = traced("resist", (x: number) => x, new Proxy({}, { get: refuse }));

    expect(Object.is(await give(), hostile)).toBe(true);
    expect(Object.is(await Reflect.apply(give, undefined, [make()]), hostile)).toBe(true);
    expect(await resist(1)).toBe(1);
    expect((await world.arrived()).traces).toMatchObject([{ name: "give" }, { name: "give" }]);
  },
);

function refuse(): never {
  throw new Error("not for you");
}

test("fifty concurrent traced calls are spans in their places in chains, with their own calls below them", async () => {
  const world = await traceWorld();
  const ask = traced("ask", async (question: string) => (await world.chatModel().invoke(question)).text);
  const load = traced("load", (customer: string) => [`order of ${customer}`], { type: "tool", tags: ["db"] });
  const chain = RunnableLambda.from(async (question: string) => {
    const [orders, answer] = await Promise.all([load(question), ask(question)]);
    return `${answer} ${orders.join()}`;
  });

  const answers = await Promise.all(REQUESTS.map((question) => chain.invoke(question, { callbacks: [world.handler] })));

  expect(answers).toEqual(REQUESTS.map((question) => `echo: ${question} order of ${question}`));
  const { traces, spans } = await world.arrived();
  expect(traces).toHaveLength(50);
  for (const { id, input } of traces) {
    expect([...printedTrace(world.opik, id)].sort()).toEqual([
      "    ChatOpenAI (llm gpt-4o-mini)",
      "  ask",
      "  load (tool)",
      "RunnableLambda",
    ]);
    const own = spans.filter((span) => span.trace_id === id);
    expect(spanNamed(own, "load")).toMatchObject({
      input: { input: shownText(input, "input") },
      output: {},
      tags: ["db"],
    });
    expect(spanNamed(own, "ChatOpenAI").tags).toBeUndefined();
  }
});

test("a traced function that a graph's node calls is below the node", async () => {
  const world = await traceWorld();
  const load = traced("load", () => 7, { metadata: { table: "orders" } });
  const State = Annotation.Root({ count: Annotation<number> });
  const graph = new StateGraph(State)
    .addNode("counter", async () => ({ count: await load() }))
    .addEdge(START, "counter")
    .compile();

  expect(await graph.invoke({ count: 0 }, { callbacks: [world.handler] })).toEqual({ count: 7 });

  const { trace, spans } = await world.onlyTrace();
  expect(printedTrace(world.opik, trace.id)).toEqual(["LangGraph", "  counter", "    load"]);
  expect(spanNamed(spans, "load")).toMatchObject({ output: { output: 7 }, metadata: { table: "orders" } });
});

test("a traced function has its own type and metadata, which its calls do not get", async () => {
  const world = await traceWorld();
  const inner = traced("inner", () => 1);
  const outer = traced("outer", () => inner(), { type: "guardrail", metadata: { policy: "pii" } });

  await RunnableLambda.from(() => outer()).invoke("hi", { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  expect(printedTrace(world.opik, trace.id)).toEqual(["RunnableLambda", "  outer (guardrail)", "    inner"]);
  expect(asJsonObject(spanNamed(spans, "inner").metadata).policy).toBeUndefined();
});

test("a traced method keeps its `this`", async () => {
  class Shop {
    readonly orders = ["owl"];
    readonly load = traced("load", function (this: Shop, customer: string) {
      return `${this.orders.join()} for ${customer}`;
    });
  }
  expect(await new Shop().load("a")).toBe("owl for a");
});

test("a traced function outside a run is a trace where it has a handler, and a plain call where it has none", async () => {
  const world = await traceWorld();
  const add = (one: number, other: number) => one + other;

  expect(await traced("add", add, { callbacks: [world.handler] })(2, 3)).toBe(5);
  expect(await traced("add", add)(2, 3)).toBe(5);

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ name: "add", input: { arguments: [2, 3] }, output: { output: 5 } });
});

test("a runnable that a traced function returns is returned as it is, and not run", async () => {
  const world = await traceWorld();
  const model = new FakeListChatModel({ responses: ["never"] });

  expect(await traced("build", () => model, { callbacks: [world.handler] })()).toBe(model);

  expect((await world.onlyTrace()).spans).toEqual([]);
});

test("an error of a traced function is thrown on and counted once, whether thrown at once or later", async () => {
  const world = await traceWorld();
  const fail = traced("fail", () => {
    throw new RangeError("no such order");
  });
  const failLater = traced("fail later", () => Promise.reject(new TypeError("no database")));
  const chain = RunnableLambda.from(async () => {
    await expect(fail()).rejects.toThrow(RangeError);
    await failLater();
  });

  await expect(chain.invoke("hi", { callbacks: [world.handler] })).rejects.toThrow(TypeError);

  const { trace, spans } = await world.onlyTrace();
  expect(trace.metadata).toMatchObject({ summary: { errors: 2 } });
  expect(spans.map((span) => span.error_info?.exception_type).sort()).toEqual(["RangeError", "TypeError"]);
});

test("code inside a run knows its ids and adds to its record, in fifty concurrent runs", async () => {
  const world = await traceWorld();
  const load = traced("load", async (question: string) => {
    currentSpan()?.update({ metadata: { question }, tags: ["cached"] });
    await world.chatModel().invoke(question);
    const span = currentSpan();
    span?.update({ metadata: { rows: 3 }, tags: [question], output: { rows: question }, costUsd: 0.25 });
    return { traceId: span?.traceId, spanId: span?.spanId };
  });
  const chain = RunnableLambda.from((question: string) => load(question));

  const ids = await Promise.all(REQUESTS.map((question) => chain.invoke(question, { callbacks: [world.handler] })));

  const { spans } = await world.arrived();
  for (const [index, { traceId, spanId }] of ids.entries()) {
    const question = `q${index}`;
    expect(spans.find((span) => span.id === spanId)).toMatchObject({
      trace_id: traceId,
      name: "load",
      metadata: { question, rows: 3 },
      tags: ["cached", question],
      output: { rows: question },
      total_estimated_cost: 0.25,
    });
  }
});

test("an update of the chain at the root of a trace goes to the trace", async () => {
  const world = await traceWorld();
  const chain = RunnableLambda.from(() => {
    const span = currentSpan();
    span?.update({ metadata: { plan: "gold" }, tags: ["vip"], output: { answer: "shown" } });
    return String(span?.spanId);
  });

  expect(await traced("warm up", () => currentSpan())()).toBeUndefined();
  expect(await chain.invoke("hi", { callbacks: [world.handler] })).toBe("undefined");

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ metadata: { plan: "gold" }, tags: ["vip"], output: { answer: "shown" } });
});

test("an update that comes after the run, or has invalid values, changes nothing and breaks nothing", async () => {
  expectQuietHost();
  const world = await traceWorld();
  const hostile = {
    get name(): string {
      throw new Error("not for you");
    },
  };
  const load = traced("load", () => {
    const span = currentSpan();
    span?.update({ costUsd: Number.NaN, tags: ["kept"], metadata: { hostile } });
    return span;
  });
  const chain = RunnableLambda.from(async () => {
    const span = await load();
    span?.update({ metadata: { late: true } });
    return "done";
  });

  await chain.invoke("hi", { callbacks: [world.handler] });

  const { spans } = await world.onlyTrace();
  const span = spanNamed(spans, "load");
  expect(span.tags).toEqual(["kept"]);
  expect(span.total_estimated_cost).toBeUndefined();
  expect(asJsonObject(span.metadata).late).toBeUndefined();
});

test("an update is redacted as everything else is", async () => {
  const world = await traceWorld(undefined, { redaction: "standard" });
  const load = traced("load", () => {
    currentSpan()?.update({ metadata: { api_key: "sk-1" }, output: { to: "ann@example.com" } });
  });

  await RunnableLambda.from(() => load()).invoke("hi", { callbacks: [world.handler] });

  const { spans } = await world.onlyTrace();
  expect(JSON.stringify(spanNamed(spans, "load"))).not.toMatch(/sk-1|ann@example/);
});

test("there is no current span outside a run", () => {
  expect(currentSpan()).toBeUndefined();
});
