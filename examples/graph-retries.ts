// A LangGraph node with a retry policy: its runs are numbered, and told apart from those of a loop.
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });
const model = new ChatOpenAI({ model: "gpt-4.1", maxRetries: 0 });
const graph = new StateGraph(MessagesAnnotation)
  .addNode(
    "answer",
    async ({ messages }: typeof MessagesAnnotation.State) => ({ messages: [await model.invoke(messages)] }),
    {
      retryPolicy: { maxAttempts: 3, initialInterval: 100 },
    },
  )
  .addEdge(START, "answer")
  .addEdge("answer", END)
  .compile();

const messages = [{ role: "user", content: "What is a trace?" }];
await graph.invoke({ messages }, { callbacks: [handler] });

await handler.flush();
await showTraces();
