import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { type Contender, runOptions } from "../contenders/contender.js";

const PARALLEL = 10;

const chain = ChatPromptTemplate.fromMessages([
  ["system", "You are helpful."],
  ["human", "Tell me about {topic} in some detail please."],
])
  .pipe(new FakeListChatModel({ responses: ["Owls are birds of the night. ".repeat(5)] }))
  .pipe(new StringOutputParser());

/** Runs of prompt | model | parser, ten at a time. */
export async function runShortChains(contender: Contender, count: number): Promise<void> {
  const options = runOptions(contender);
  let next = 0;
  const runSome = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await chain.invoke({ topic: `owls ${next}` }, options);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, runSome));
}
