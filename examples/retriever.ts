// A retriever's span has the query and the documents it found.
import { Document } from "@langchain/core/documents";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { BaseRetriever } from "@langchain/core/retrievers";
import { RunnableLambda } from "@langchain/core/runnables";
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { showTraces } from "./offline.js";

class GlossaryRetriever extends BaseRetriever {
  override lc_namespace = ["examples"];

  override _getRelevantDocuments(query: string): Promise<Document[]> {
    const found = new Document({ pageContent: `${query}: all that one request made happen.`, metadata: { page: 7 } });
    return Promise.resolve([found]);
  }
}

const retriever = new GlossaryRetriever();
const chain = RunnableLambda.from(async (question: string, config) => {
  const found = await retriever.invoke(question, config);
  return { question, context: found.map(({ pageContent }) => pageContent).join("\n") };
})
  .pipe(ChatPromptTemplate.fromTemplate("{context}\n\n{question}"))
  .pipe(new ChatOpenAI({ model: "gpt-4o-mini" }));

const handler = new OpikCallbackHandler({ projectName: "examples" });
await chain.invoke("What is a trace?", { callbacks: [handler], runName: "ask-the-glossary" });

await handler.flush();
await showTraces();
