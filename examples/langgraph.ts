// A LangGraph.js graph. With `graph` Opik shows its picture beside each trace.
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { showTraces } from "./offline.js";

const model = new ChatOpenAI({ model: "gpt-4o-mini" });

const graph = new StateGraph(MessagesAnnotation)
  .addNode("draft", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addNode("revise", async ({ messages }) => ({
    messages: [await model.invoke([...messages, { role: "user", content: "Say it shorter." }])],
  }))
  .addEdge(START, "draft")
  .addEdge("draft", "revise")
  .addEdge("revise", END)
  .compile();

const handler = new OpikCallbackHandler({ projectName: "examples", graph });
const messages = [{ role: "user", content: "What is a trace?" }];
await graph.invoke({ messages }, { callbacks: [handler], runName: "draft-and-revise" });

await handler.flush();
await showTraces();
