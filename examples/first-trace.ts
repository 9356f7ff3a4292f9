// A chain of prompt, model and parser: one trace with three spans.
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples", tags: ["first"] });

const prompt = ChatPromptTemplate.fromMessages([
  ["system", "Answer in one sentence."],
  ["human", "What is {subject}?"],
]);
const chain = prompt.pipe(new ChatOpenAI({ model: "gpt-4o-mini" })).pipe(new StringOutputParser());

console.log(await chain.invoke({ subject: "a trace" }, { callbacks: [handler] }));

await handler.flush();
await showTraces();
