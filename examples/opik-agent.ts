// An agent as Opik knows it: an entrypoint with parameters, and a configuration whose versions Opik keeps.
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { opikAgent } from "langchain-opik/opik";
import { flushAll } from "opik";
import { showTraces } from "./offline-opik.js";

const handler = new OpikCallbackHandler();

const explain = opikAgent({
  name: "explainer",
  entrypoint: true,
  params: [{ name: "subject", type: "string" }],
  config: { fallback: { model: "gpt-4o-mini", temperature: 0.2, prompt: "Explain {subject} in one sentence." } },
  build: ({ model, temperature, prompt }) =>
    ChatPromptTemplate.fromTemplate(prompt).pipe(new ChatOpenAI({ model, temperature })),
  handler,
});

console.log((await explain("a trace")).text);

await flushAll();
await handler.flush();
await showTraces();
