import { setTimeout as wait } from "node:timers/promises";
import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { type RunnableConfig, RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { z } from "zod";

const TURNS = 5;
/** Each turn asks the model and a tool. */
export const SPANS_A_RUN = TURNS * 2;
const RUN_EVERY_MS = 1_000;
const ANSWER_MS = 20;

const model = new FakeListChatModel({ responses: ["I look it up. ".repeat(10)], sleep: ANSWER_MS });

const lookUp = tool(
  async ({ order }) => {
    await wait(ANSWER_MS);
    return `Order ${order} left our warehouse on Monday. `.repeat(4);
  },
  { name: "look_up_order", description: "Where an order is.", schema: z.object({ order: z.number() }) },
);

/** One run of an agent: it asks the model and then a tool, five times, with all that was said before. */
const agent = RunnableLambda.from(async (order: number, config: RunnableConfig) => {
  const messages: BaseMessage[] = [new HumanMessage(`Where is my order ${order}?`)];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const answer = await model.invoke(messages, config);
    const found = await lookUp.invoke({ order }, config);
    messages.push(new AIMessage(String(answer.content)), new ToolMessage(found, `call-${turn}`));
  }
  return messages.length;
}).withConfig({ runName: "agent" });

/** Agents at the same time, each with a run a second, until the signal. Their runs are counted when they end. */
export async function runAgents(
  agents: number,
  callbacks: readonly BaseCallbackHandler[],
  count: { runs: number },
  signal: AbortSignal,
): Promise<void> {
  const startMs = performance.now();
  const live = async (index: number): Promise<void> => {
    // Spread over the second, as real ones are.
    for (let nextMs = startMs + (index / agents) * RUN_EVERY_MS; !signal.aborted; nextMs += RUN_EVERY_MS) {
      await wait(Math.max(0, nextMs - performance.now()));
      await agent.invoke(count.runs, callbacks.length === 0 ? {} : { callbacks: [...callbacks] });
      count.runs += 1;
    }
  };
  await Promise.all(Array.from({ length: agents }, (_, index) => live(index)));
}
