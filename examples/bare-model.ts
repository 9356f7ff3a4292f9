// A model called alone: a trace with one span. A handler given to the constructor serves all its calls.
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });
const model = new ChatOpenAI({ model: "gpt-4o-mini", temperature: 0, callbacks: [handler] });

const answer = await model.invoke("What is a trace?");
console.log(answer.text);

await handler.flush();
await showTraces();
