import { dispatchCustomEvent } from "@langchain/core/callbacks/dispatch";
import { HumanMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { SpanRecord, TraceRecord } from "../../../src/records/record.js";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { expectQuietHost } from "../../support/process/quiet-host.js";
import { HOSTILE_VALUES } from "../../support/traces/hostile-values.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

/** A world in which the host must hear nothing. */
async function quietWorld(): Promise<TracedWorld> {
  expectQuietHost();
  return traceWorld();
}

/** Every record that was begun is there and has ended. */
function expectWhole({ trace, spans }: { trace: TraceRecord; spans: readonly SpanRecord[] }, ...names: string[]): void {
  expect(spans.map((span) => span.name)).toEqual(names);
  expect([trace, ...spans].filter((record) => record.end_time === undefined)).toEqual([]);
}

const sound = RunnableLambda.from(() => "sound").withConfig({ runName: "sound" });

describe.each(HOSTILE_VALUES)("with %s", (_, make) => {
  it("no record is lost when a chain's input and output hold a hostile value", async () => {
    const world = await quietWorld();
    const hostile = RunnableLambda.from(() => ({ messages: [make()] })).withConfig({ runName: "hostile" });

    await hostile.pipe(sound).invoke({ held: make() }, { callbacks: [world.handler] });

    const arrived = await world.onlyTrace();
    expectWhole(arrived, "hostile", "sound");
    expect(spanNamed(arrived.spans, "sound").output).toEqual({ output: "sound" });
  });

  it("no record is lost when a tool returns a hostile value", async () => {
    const world = await quietWorld();
    const hostile = tool(async () => ({ held: make() }), { name: "hostile", description: "", schema: z.object({}) });
    const chain = RunnableLambda.from(async (_input: string, config) => {
      await hostile.invoke({}, config);
      return "done";
    });

    await chain.pipe(sound).invoke("go", { callbacks: [world.handler] });

    const arrived = await world.onlyTrace();
    expectWhole(arrived, "hostile", "RunnableLambda", "sound");
  });

  it("no record is lost when a hostile value is thrown", async () => {
    const world = await quietWorld();
    const hostile = RunnableLambda.from(() => {
      throw make();
    });

    await hostile
      .withConfig({ runName: "hostile" })
      .pipe(sound)
      .invoke("go", { callbacks: [world.handler] })
      .catch(() => {});

    const arrived = await world.onlyTrace();
    expectWhole(arrived, "hostile");
    expect(arrived.spans[0]?.error_info?.exception_type).not.toBe("");
  });

  it("no record is lost when an error has a hostile value as its cause, message and status", async () => {
    const world = await quietWorld();
    const hostile = RunnableLambda.from(() => {
      throw Object.assign(new Error("x", { cause: make() }), { message: make(), errors: [make()], status: make() });
    });

    await hostile.invoke("go", { callbacks: [world.handler] }).catch(() => {});

    const { trace } = await world.onlyTrace();
    expect(trace.error_info?.exception_type).toBe("Error");
  });

  it("no record is lost when metadata, a tag and a custom event hold a hostile value", async () => {
    const world = await quietWorld();
    const telling = RunnableLambda.from(async (_input: string, config) => {
      await dispatchCustomEvent("told", make(), config);
      return "done";
    }).withConfig({ runName: "telling" });

    const tags = ["kept"];
    Reflect.set(tags, 1, make());

    await telling
      .pipe(sound)
      .invoke("go", { callbacks: [world.handler], metadata: { held: make(), kept: "yes" }, tags });

    const arrived = await world.onlyTrace();
    expectWhole(arrived, "telling", "sound");
    expect(arrived.trace.metadata).toMatchObject({ kept: "yes" });
    expect(arrived.trace.tags).toContain("kept");
  });

  it("no record is lost when a message to a model holds a hostile value", async () => {
    const world = await quietWorld();
    const message = new HumanMessage({ content: [{ type: "held", held: make() }] });
    const ask = RunnableLambda.from(() => [message]).withConfig({ runName: "ask" });

    await ask.pipe(new FakeListChatModel({ responses: ["fine"] })).invoke("go", { callbacks: [world.handler] });

    const arrived = await world.onlyTrace();
    expectWhole(arrived, "ask", "FakeListChatModel");
    expect(arrived.trace.output).toEqual({ output: "fine" });
  });
});

describe("names that a program misuses", () => {
  it.each([
    ["", "RunnableLambda"],
    [" ", " "],
    ["owl \ud83e", "owl \ufffd"],
  ])("a run named %j is recorded", async (given, shown) => {
    const world = await quietWorld();

    await RunnableLambda.from(() => "x").invoke("go", { callbacks: [world.handler], runName: given });

    const { trace } = await world.onlyTrace();
    expect(trace.name).toBe(shown);
  });
});
