import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda } from "@langchain/core/runnables";

/** A program that has only loaded what it will run. */
ChatPromptTemplate.fromTemplate("{topic}")
  .pipe(RunnableLambda.from(() => ""))
  .pipe(new StringOutputParser());
const { user, system } = process.cpuUsage();
process.send?.({ cpuMicros: user + system, wallMicros: performance.now() * 1000 });
