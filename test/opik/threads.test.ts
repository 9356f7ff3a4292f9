import { InMemoryChatMessageHistory } from "@langchain/core/chat_history";
import { ChatPromptTemplate, MessagesPlaceholder } from "@langchain/core/prompts";
import { RunnableWithMessageHistory } from "@langchain/core/runnables";
import { MemorySaver, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { expect, test } from "vitest";
import { type TracedWorld, traceWorld } from "../support/traces/traced-world.js";

const USERS = Array.from({ length: 25 }, (_, index) => `user${index}`);

/** Each user has two turns; every trace of a thread speaks of that thread's user only, and of its own turn alone. */
async function expectOneThreadEach(world: TracedWorld) {
  const { traces } = await world.arrived();
  expect(traces).toHaveLength(2 * USERS.length);
  for (const user of USERS) {
    const own = traces.filter((trace) => trace.thread_id === `thread of ${user}`);
    const turns = own.map(({ input, output }) => JSON.stringify([input, output])).sort();
    expect(turns).toHaveLength(2);
    for (const [index, turn] of turns.entries()) {
      expect(turn.match(/turn\d of user\d+/g)).toEqual([`turn${index} of ${user}`, `turn${index} of ${user}`]);
    }
  }
}

async function talk(turn: (user: string, text: string) => Promise<unknown>) {
  await Promise.all(
    USERS.map(async (user) => {
      await turn(user, `turn0 of ${user}`);
      await turn(user, `turn1 of ${user}`);
    }),
  );
}

test("concurrent chats with LangGraph's memory are one thread per conversation, with a trace for each turn", async () => {
  const world = await traceWorld();
  const chat = new StateGraph(MessagesAnnotation)
    .addNode("answer", async ({ messages }) => ({ messages: [await world.chatModel().invoke(messages)] }))
    .addEdge(START, "answer")
    .compile({ checkpointer: new MemorySaver() });

  await talk((user, text) =>
    chat.invoke(
      { messages: [{ role: "user", content: text }] },
      { callbacks: [world.handler], configurable: { thread_id: `thread of ${user}` } },
    ),
  );

  await expectOneThreadEach(world);
});

test("concurrent chats with a message history are one thread per conversation, with a trace for each turn", async () => {
  const world = await traceWorld();
  const prompt = ChatPromptTemplate.fromMessages([new MessagesPlaceholder("history"), ["human", "{question}"]]);
  const histories = new Map(USERS.map((user) => [`thread of ${user}`, new InMemoryChatMessageHistory()]));
  // oxlint-disable-next-line typescript/no-deprecated -- LangGraph's memory is newer; many programs have this one.
  const chat = new RunnableWithMessageHistory({
    runnable: prompt.pipe(world.chatModel()),
    getMessageHistory: (sessionId: string) => histories.get(sessionId) ?? new InMemoryChatMessageHistory(),
    inputMessagesKey: "question",
    historyMessagesKey: "history",
  });

  await talk((user, question) => {
    const sessionId = `thread of ${user}`;
    const config = { callbacks: [world.handler], configurable: { sessionId }, metadata: { session_id: sessionId } };
    return chat.invoke({ question }, config);
  });

  await expectOneThreadEach(world);
});
