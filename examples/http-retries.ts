// The retries inside a model's own HTTP client, which LangChain tells no tracer of: one line makes them visible.
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { traceHttpRetries } from "langchain-opik/chains";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });
const model = traceHttpRetries(new ChatOpenAI({ model: "gpt-4.1", maxRetries: 2 }));

const answer = await model.invoke("What is a trace?", { callbacks: [handler] });
console.log(answer.text);

await handler.flush();
await showTraces();
