// A model that is rate-limited and one that answers in its place: both attempts, why, and the time that was lost.
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });
const model = new ChatOpenAI({ model: "gpt-4o", maxRetries: 0 }).withFallbacks([
  new ChatOpenAI({ model: "gpt-4o-mini" }),
]);

const answer = await model.invoke("What is a trace?", { callbacks: [handler] });
console.log(answer.text);

await handler.flush();
await showTraces();
