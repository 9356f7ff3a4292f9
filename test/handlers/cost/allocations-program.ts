/**
 * Prints how many bytes a run of prompt | model | parser allocates, `traced` or with a handler that does nothing. It is
 * started with room for all of it, so that nothing is collected, and without compilers that leave allocations out.
 */
import { getHeapStatistics } from "node:v8";
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { OpikCallbackHandler } from "../../../src/handlers/opik-callback-handler.js";

class NoOpHandler extends BaseCallbackHandler {
  readonly name = "no-op";
  override awaitHandlers = true;
  override handleChainStart(): void {}
  override handleChainEnd(): void {}
  override handleChatModelStart(): void {}
  override handleLLMEnd(): void {}
}

const WARM_UP_RUNS = 100;
const RUNS = 200;

const handler =
  process.argv[2] === "traced" ? new OpikCallbackHandler({ projectName: "allocations" }) : new NoOpHandler();
const prompt = ChatPromptTemplate.fromMessages([
  ["system", "You are helpful."],
  ["human", "Tell me about {topic} in some detail please."],
]);
const model = new FakeListChatModel({ responses: ["Owls are birds of the night. ".repeat(5)] });
const chain = prompt.pipe(model).pipe(new StringOutputParser());

async function run(times: number): Promise<void> {
  for (let index = 0; index < times; index += 1)
    await chain.invoke({ topic: `owls ${index}` }, { callbacks: [handler] });
}

await run(WARM_UP_RUNS);
const before = getHeapStatistics().used_heap_size;
await run(RUNS);
process.stdout.write(`${Math.round((getHeapStatistics().used_heap_size - before) / RUNS)}\n`);
