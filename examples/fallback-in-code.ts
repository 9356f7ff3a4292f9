// A program that asks one model and, in its catch, another: seen as a fallback, without any wrapper.
import { RunnableLambda } from "@langchain/core/runnables";
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });
const large = new ChatOpenAI({ model: "gpt-4o", maxRetries: 0 });
const small = new ChatOpenAI({ model: "gpt-4o-mini" });
const ask = RunnableLambda.from(async (question: string, config) => {
  const answer = await large.invoke(question, config).catch(() => small.invoke(question, config));
  return answer.text;
});

console.log(await ask.invoke("What is a trace?", { callbacks: [handler] }));

await handler.flush();
await showTraces();
