// Plain JavaScript: it runs against whatever version of LangChain's core stands beside it.
import { Document } from "@langchain/core/documents";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { BaseRetriever } from "@langchain/core/retrievers";
import { RunnableLambda } from "@langchain/core/runnables";
import { DynamicTool } from "@langchain/core/tools";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { OpikCallbackHandler } from "langchain-opik";

class Library extends BaseRetriever {
  lc_namespace = ["tests"];
  async _getRelevantDocuments(query) {
    return [new Document({ pageContent: `about ${query}` })];
  }
}

class BrokenModel extends FakeListChatModel {
  async _generate() {
    throw new Error("overloaded");
  }
}

const model = new FakeListChatModel({ responses: ["Owls hunt by night."] });
const weigh = new DynamicTool({ name: "weigh", description: "Weighs a bird.", func: async (bird) => `${bird}: 400 g` });
const answer = ChatPromptTemplate.fromTemplate("Tell me about {topic}")
  .pipe(new BrokenModel({ responses: ["never"] }).withFallbacks([model]))
  .pipe(new StringOutputParser());

const program = RunnableLambda.from(async (topic, config) => {
  await new Library().invoke(topic, config);
  await weigh.invoke(topic, config);
  const text = await answer.invoke({ topic }, config);
  for await (const _chunk of await model.stream(text, config)) {
    // The stream is read for its end.
  }
  return text;
}).withConfig({ runName: "program" });

const handler = new OpikCallbackHandler();
await program.invoke("owls", { callbacks: [handler], configurable: { session_id: "thread-1" }, tags: ["night"] });
await handler.close();
