// A chat with LangChain's message history: a trace for each turn, a thread for each conversation.
import { InMemoryChatMessageHistory } from "@langchain/core/chat_history";
import { ChatPromptTemplate, MessagesPlaceholder } from "@langchain/core/prompts";
import { RunnableWithMessageHistory } from "@langchain/core/runnables";
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });
const prompt = ChatPromptTemplate.fromMessages([new MessagesPlaceholder("history"), ["human", "{question}"]]);
const histories = new Map<string, InMemoryChatMessageHistory>();

// oxlint-disable-next-line typescript/no-deprecated -- LangGraph's memory is newer; many programs have this one.
const chat = new RunnableWithMessageHistory({
  runnable: prompt.pipe(new ChatOpenAI({ model: "gpt-4o-mini" })),
  getMessageHistory: (sessionId: string) => {
    const history = histories.get(sessionId) ?? new InMemoryChatMessageHistory();
    histories.set(sessionId, history);
    return history;
  },
  inputMessagesKey: "question",
  historyMessagesKey: "history",
});

// The `sessionId` of the history is the thread in Opik, too.
async function turn(sessionId: string, question: string): Promise<void> {
  await chat.invoke({ question }, { callbacks: [handler], configurable: { sessionId } });
}

await Promise.all([turn("ann-1", "What is a trace?"), turn("bob-1", "What is a span?")]);
await Promise.all([turn("ann-1", "And a thread?"), turn("bob-1", "And a score?")]);

await handler.flush();
await showTraces();
