import type { AgentAction, AgentFinish } from "@langchain/core/agents";
import { dispatchCustomEvent } from "@langchain/core/callbacks/dispatch";
import type { CallbackManagerForChainRun } from "@langchain/core/callbacks/manager";
import { Runnable, type RunnableConfig, RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { expect, test } from "vitest";
import { z } from "zod";
import { ANY_TEXT } from "../../support/traces/text-matchers.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const search = tool(({ q }: { q: string }) => `found ${q}`, {
  name: "search",
  description: "Searches.",
  schema: z.object({ q: z.string() }),
});
const ACTION: AgentAction = { tool: "search", toolInput: { q: "owls" }, log: "I should search." };
const FINISH: AgentFinish = { returnValues: { output: "birds" }, log: "I know it." };

/** Tells of its decisions as LangChain's legacy AgentExecutor does: with its own run's manager. */
class LegacyAgent extends Runnable<{ input: string }, { output: string }> {
  static override lc_name() {
    return "AgentExecutor";
  }
  lc_namespace = ["tests"];

  invoke(input: { input: string }, options?: Partial<RunnableConfig>): Promise<{ output: string }> {
    return this._callWithConfig((_, config, manager) => this.#decide(manager, config), input, options);
  }

  async #decide(manager: CallbackManagerForChainRun | undefined, config: Partial<RunnableConfig> | undefined) {
    await manager?.handleAgentAction(ACTION);
    await search.invoke({ q: "owls" }, { ...config, ...(manager && { callbacks: manager.getChild() }) });
    await manager?.handleText("Observation: found owls");
    await manager?.handleAgentEnd(FINISH);
    return { output: "birds" };
  }
}

test("a legacy agent's decisions are events of its run, and neither start nor end a run", async () => {
  const world = await traceWorld();
  const agent = new LegacyAgent();

  await RunnableLambda.from((input: string, config) => agent.invoke({ input }, config)).invoke("owls?", {
    callbacks: [world.handler],
  });

  const { spans } = await world.onlyTrace();
  expect(await world.printed()).toMatchInlineSnapshot(`
    "RunnableLambda
      AgentExecutor
        search (tool)"
  `);
  expect(spans.find((span) => span.name === "AgentExecutor")).toMatchObject({
    input: { input: "owls?" },
    output: { output: "birds" },
    metadata: {
      events: [
        { name: "agent action", data: ACTION },
        { name: "text", data: "Observation: found owls" },
        { name: "agent end", data: FINISH },
      ],
    },
  });
});

test("a legacy agent at the root keeps its whole output in its trace", async () => {
  const world = await traceWorld();

  await new LegacyAgent().invoke({ input: "owls?" }, { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ name: "AgentExecutor", input: { input: "owls?" }, output: { output: "birds" } });
  expect(trace.metadata?.events).toMatchObject([
    { name: "agent action" },
    { name: "text" },
    { name: "agent end", data: FINISH },
  ]);
});

test("custom events are in the metadata of the run that sent them, in order and with their times", async () => {
  const world = await traceWorld();
  const worker = RunnableLambda.from(async (x: number) => {
    const progress = { done: 0 };
    await dispatchCustomEvent("progress", progress);
    progress.done = 1;
    await dispatchCustomEvent("progress", progress);
    return x;
  }).withConfig({ runName: "worker" });

  await RunnableLambda.from((x: number) => worker.invoke(x)).invoke(1, { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  const events = spans[0]?.metadata?.events;
  expect(events).toEqual([
    { name: "progress", time: ANY_TEXT, data: { done: 0 } },
    { name: "progress", time: ANY_TEXT, data: { done: 1 } },
  ]);
  expect(trace.metadata?.events).toBeUndefined();
});

test("the first hundred events of a run are recorded, and the others are counted", async () => {
  const world = await traceWorld();
  const chatty = RunnableLambda.from(async () => {
    for (let index = 0; index < 1_000; index += 1) await dispatchCustomEvent("tick", index);
  });

  await chatty.invoke(undefined, { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(trace.metadata?.events).toHaveLength(100);
  expect(trace.metadata?.events_left_out).toBe(900);
});

test("large events never displace the rest of a run's metadata", async () => {
  const world = await traceWorld(undefined, { maxFieldLength: 20_000 });
  const chatty = RunnableLambda.from(async () => {
    for (let index = 0; index < 50; index += 1) await dispatchCustomEvent("page", "x".repeat(10_000));
  });

  await chatty.invoke(undefined, { callbacks: [world.handler], metadata: { customer: "acme" } });

  const { trace } = await world.onlyTrace();
  expect(trace.metadata).toMatchObject({ customer: "acme", created_from: "langchain", summary: { llm_calls: 0 } });
  expect(JSON.stringify(trace.metadata).length).toBeLessThanOrEqual(20_000);
});

test("a handler that is given twice records each event once", async () => {
  const world = await traceWorld();
  const worker = RunnableLambda.from(async () => {
    await dispatchCustomEvent("same", "again");
    await dispatchCustomEvent("same", "again");
  });

  await worker.invoke(undefined, { callbacks: [world.handler, world.handler] });

  const { trace } = await world.onlyTrace();
  expect(trace.metadata?.events).toMatchObject([
    { name: "same", data: "again" },
    { name: "same", data: "again" },
  ]);
});
