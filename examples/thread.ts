// The turns of one conversation: traces with the same `thread_id` are one thread in Opik.
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });
const model = new ChatOpenAI({ model: "gpt-4o-mini" });

const config = { callbacks: [handler], metadata: { thread_id: "conversation-42" } };
const first = await model.invoke("What is a trace?", config);
await model.invoke(["What is a trace?", first, "And what is a span?"], config);

await handler.flush();
await showTraces();
