import { AsyncResource } from "node:async_hooks";
import { HumanMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { expect, test } from "vitest";
import { z } from "zod";
import { tracked } from "../../src/opik/index.js";
import { asJsonObject, asList } from "../../src/records/json/json-object.js";
import { spanNamed } from "../support/opik-server/find-span.js";
import { printedTrace } from "../support/traces/printed-trace.js";
import { sdkWorlds } from "./sdk-world.js";

const sdkWorld = sdkWorlds();
const REQUESTS = Array.from({ length: 50 }, (_, index) => `q${index}`);

test("a tracked function that a tool calls is a span below the tool, also in fifty concurrent calls", async () => {
  const world = await sdkWorld();
  const loadOrders = tracked({ name: "load orders" }, (customer: string) => [`order of ${customer}`]);
  const look = tool(async ({ customer }: { customer: string }) => (await loadOrders(customer)).join(), {
    name: "look_up",
    description: "Looks up orders.",
    schema: z.object({ customer: z.string() }),
  });

  await Promise.all(REQUESTS.map((customer) => look.invoke({ customer }, { callbacks: [world.handler] })));

  const { traces, spans } = await world.arrived();
  expect(traces).toHaveLength(50);
  for (const { id, input } of traces) {
    expect(printedTrace(world.opik, id)).toEqual(["look_up", "  look_up (tool)", "    load orders"]);
    const own = spans.filter((span) => span.trace_id === id);
    expect(spanNamed(own, "load orders").input).toEqual({ input: asJsonObject(input).customer });
  }
});

test("a tracked function that runs after its run has ended is still below it, with what it calls", async () => {
  const world = await sdkWorld();
  const ask = tracked({ name: "ask" }, async (question: string) => (await world.chatModel().invoke(question)).text);
  let later: () => Promise<string> = () => Promise.resolve("never set");
  const chain = RunnableLambda.from(() => {
    later = AsyncResource.bind(() => ask("later"));
    return "now";
  });
  await chain.invoke("hi", { callbacks: [world.handler] });

  expect(await later()).toBe("echo: later");

  expect(await world.printed()).toMatchInlineSnapshot(`
    "RunnableLambda
      ask
        ChatOpenAI (llm gpt-4o-mini)"
  `);
});

test("a tracked function outside a run is a trace of Opik's `track`", async () => {
  const world = await sdkWorld();

  expect(await tracked({ name: "load orders" }, (customer: string) => `of ${customer}`)("acme")).toBe("of acme");

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ name: "load orders", input: { arguments: ["acme"] }, output: { result: "of acme" } });
  expect(printedTrace(world.opik, trace.id)).toEqual(["load orders", "  load orders"]);
});

test("a tracked function may return a message of LangChain, which its caller gets and Opik shows", async () => {
  const world = await sdkWorld();
  const answer = tracked({ name: "answer" }, async (question: string) =>
    world.chatModel().invoke(question, { callbacks: [world.handler] }),
  );

  expect((await answer("hi")).text).toBe("echo: hi");

  const { trace, spans } = await world.onlyTrace();
  expect(trace.output).toMatchObject({ type: "ai", content: "echo: hi" });
  expect(printedTrace(world.opik, trace.id)).toEqual(["answer", "  answer", "    ChatOpenAI (llm gpt-4o-mini)"]);
  expect(spanNamed(spans, "answer").end_time).toBeDefined();
});

test("a tracked function gets arguments unchanged that are no plain data, and other traces arrive", async () => {
  const world = await sdkWorld();
  const circular: Record<string, unknown> = { city: "Bern" };
  circular.self = circular;
  const given = [circular, 10n, new HumanMessage("hi"), { toJSON: () => circular }, undefined];
  const takes = tracked({ name: "takes" }, (...got: unknown[]) => got.map((one, index) => one === given[index]));

  const same = await takes(...given);
  await tracked({ name: "other" }, () => "fine")();

  expect(same).toEqual([true, true, true, true, true]);
  const { traces } = await world.arrived();
  expect(traces.map(({ name }) => name)).toEqual(["takes", "other"]);
  expect(asList(asJsonObject(traces[0]?.input).arguments)).toMatchObject([
    { city: "Bern" },
    "10",
    { content: "hi" },
    {},
    null,
  ]);
});

test("an error of a tracked function is thrown to its caller, inside a run and outside", async () => {
  const world = await sdkWorld();
  const fail = tracked({ name: "fail" }, () => {
    throw new RangeError("no such order");
  });
  const chain = RunnableLambda.from(async () => fail());

  await expect(fail()).rejects.toThrow(RangeError);
  await expect(chain.invoke("hi", { callbacks: [world.handler] })).rejects.toThrow(RangeError);

  const { traces } = await world.arrived();
  expect(traces.map((trace) => trace.error_info?.exception_type)).toEqual(["RangeError", "RangeError"]);
});

test("a tracked function may throw any value: its caller gets it, and the other traces of the batch arrive", async () => {
  const world = await sdkWorld();
  const nameless = Object.assign(new Error("no name"), { name: undefined });
  const thrown = [undefined, null, "text", 7, { code: 1 }, nameless];

  for (const value of thrown) {
    const fail = tracked({ name: "fail" }, () => {
      // oxlint-disable-next-line typescript/only-throw-error -- Programs do.
      throw value;
    });
    expect(await fail().catch((error: unknown) => [error])).toEqual([value]);
  }
  await tracked({ name: "other" }, () => "fine")();

  const { traces } = await world.arrived();
  expect(traces.map(({ name, error_info: error }) => [name, error?.exception_type])).toEqual([
    ["fail", "Thrown undefined"],
    ["fail", "Thrown null"],
    ["fail", "Thrown string"],
    ["fail", "Thrown number"],
    ["fail", "Object"],
    ["fail", "Error"],
    ["other", undefined],
  ]);
});

test("a tracked method keeps its `this`, inside a run and outside", async () => {
  const world = await sdkWorld();
  class Shop {
    readonly orders = ["owl"];
    readonly load = tracked({ name: "load" }, async function (this: Shop, customer: string) {
      await Promise.resolve();
      return `${this.orders.join()} for ${customer}`;
    });
  }
  const shop = new Shop();

  expect(await shop.load("a")).toBe("owl for a");
  const chain = RunnableLambda.from((customer: string) => shop.load(customer));
  expect(await chain.invoke("b", { callbacks: [world.handler] })).toBe("owl for b");

  const { spans } = await world.arrived();
  expect(spans.map(({ name, output }) => [name, output])).toEqual([
    ["load", { result: "owl for a" }],
    ["load", { output: "owl for b" }],
  ]);
});
