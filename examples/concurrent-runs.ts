// One handler for many runs at once: each run is a trace of its own.
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });
const chain = ChatPromptTemplate.fromTemplate("What is {subject}?").pipe(new ChatOpenAI({ model: "gpt-4o-mini" }));

const subjects = ["a trace", "a span", "an attempt"];
await Promise.all(
  subjects.map((subject) => chain.invoke({ subject }, { callbacks: [handler], runName: `define ${subject}` })),
);

await handler.flush();
await showTraces();
