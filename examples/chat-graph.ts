// A chat with LangGraph's memory: a trace for each turn, a thread for each conversation, also with many users at once.

import { MemorySaver, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });
const model = new ChatOpenAI({ model: "gpt-4o-mini" });
const chat = new StateGraph(MessagesAnnotation)
  .addNode("answer", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addEdge(START, "answer")
  .compile({ checkpointer: new MemorySaver() });

// The conversation's id is in `configurable`, where the checkpointer needs it: the handler finds it there too. It
// belongs to one user, so it is made of both.
async function turn(userId: string, conversation: string, text: string): Promise<void> {
  await chat.invoke(
    { messages: [{ role: "user", content: text }] },
    { callbacks: [handler], configurable: { thread_id: `${userId}/${conversation}` }, metadata: { userId } },
  );
}

await Promise.all([turn("ann", "1", "What is a trace?"), turn("bob", "1", "What is a span?")]);
await Promise.all([turn("ann", "1", "And a thread?"), turn("bob", "1", "And a score?")]);

await handler.flush();
await showTraces();
