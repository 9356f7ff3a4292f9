// A prompt that Opik keeps, in a chain of LangChain: the model's span and the trace are linked to its version.
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { fromOpikPrompt } from "langchain-opik/opik";
import { Opik } from "opik";
import { showTraces } from "./offline-opik.js";

const client = new Opik();
const handler = new OpikCallbackHandler();

const prompt =
  (await client.getPrompt({ name: "explain" })) ??
  (await client.createPrompt({ name: "explain", prompt: "What is {{subject}}?" }));
const chain = fromOpikPrompt(prompt).pipe(new ChatOpenAI({ model: "gpt-4o-mini" }));
await chain.invoke({ subject: "a trace" }, { callbacks: [handler] });

await handler.flush();
console.log(`linked to version ${prompt.commit ?? "none"} of the prompt "${prompt.name}"`);
await showTraces();
