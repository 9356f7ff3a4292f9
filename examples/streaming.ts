// A streamed answer: the span has the whole answer, its tokens and the time to the first one.
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });

const chain = ChatPromptTemplate.fromTemplate("What is {subject}?")
  .pipe(new ChatOpenAI({ model: "gpt-4o-mini", streamUsage: true }))
  .pipe(new StringOutputParser());

for await (const text of await chain.stream({ subject: "a trace" }, { callbacks: [handler] })) {
  process.stdout.write(text);
}
console.log("\n");

await handler.flush();
await showTraces();
