// A model that is overloaded at first and answers when LangChain asks it again: each try is a span with its number.
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });
const model = new ChatOpenAI({ model: "gpt-4.1", maxRetries: 0 }).withRetry({ stopAfterAttempt: 3 });

const answer = await model.invoke("What is a trace?", { callbacks: [handler] });
console.log(answer.text);

await handler.flush();
await showTraces();
