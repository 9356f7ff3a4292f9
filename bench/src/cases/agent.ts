import { type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { type RunnableConfig, RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { z } from "zod";
import { type Contender, runOptions } from "../contenders/contender.js";

export const TURNS = 30;
const MESSAGE_BYTES = 1_000;
const TOOL_ANSWER_BYTES = 3_000;

const model = new FakeListChatModel({ responses: [textOf(MESSAGE_BYTES)] });
const search = tool(() => textOf(TOOL_ANSWER_BYTES), { name: "search", schema: z.object({ query: z.string() }) });

/** What one agent's turns took, and how long its list of messages was before each. */
export interface AgentRun {
  readonly turnMicros: readonly number[];
  readonly listBytes: readonly number[];
}

/** One agent: a model call and a tool call a turn, each adding a message to the list that the next call is given. */
export async function runAgent(contender: Contender): Promise<AgentRun> {
  const turnMicros: number[] = [];
  const listBytes: number[] = [];
  const loop = async (question: string, config: RunnableConfig): Promise<string> => {
    const messages: BaseMessage[] = [new SystemMessage(textOf(MESSAGE_BYTES)), new HumanMessage(question)];
    for (let turn = 0; turn < TURNS; turn += 1) {
      listBytes.push(messages.reduce((sum, { content }) => sum + content.length, 0));
      const startMs = performance.now();
      await takeTurn(messages, turn, config);
      turnMicros.push((performance.now() - startMs) * 1000);
      // A real model is waited for; there the delivery of the turns before gets its time.
      await nextEventLoopTurn();
    }
    return "done";
  };
  const agent = new RunnableLambda({ func: loop }).withConfig({ runName: "agent" });
  await agent.invoke(textOf(MESSAGE_BYTES), runOptions(contender));
  return { turnMicros, listBytes };
}

async function takeTurn(messages: BaseMessage[], turn: number, config: RunnableConfig): Promise<void> {
  messages.push(await model.invoke(messages, config));
  const answer = await search.invoke({ query: `turn ${turn}` }, config);
  messages.push(new ToolMessage({ content: answer, tool_call_id: `call-${turn}`, name: "search" }));
}

function nextEventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function textOf(bytes: number): string {
  return "The owl hunts by night, and hears a mouse below the snow.\n".repeat(bytes / 50).slice(0, bytes);
}
