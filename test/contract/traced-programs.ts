import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { Document } from "@langchain/core/documents";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { BaseRetriever } from "@langchain/core/retrievers";
import { type RunnableConfig, RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { z } from "zod";
import { readAll } from "../support/traces/read-all.js";
import type { TracedWorld } from "../support/traces/traced-world.js";

class Library extends BaseRetriever {
  lc_namespace = ["tests"];
  override async _getRelevantDocuments(query: string): Promise<Document[]> {
    return [new Document({ pageContent: `about ${query}`, metadata: { page: 3 } })];
  }
}

const weigh = tool(({ bird }) => `${bird}: 400 g`, {
  name: "weigh",
  description: "Weighs a bird.",
  schema: z.object({ bird: z.string() }),
});

const chain = (world: TracedWorld) =>
  ChatPromptTemplate.fromTemplate("Tell me about {topic}").pipe(world.chatModel()).pipe(new StringOutputParser());

const callbacks = (world: TracedWorld): { callbacks: BaseCallbackHandler[] } => ({ callbacks: [world.handler] });

/** Between them these fill every field of the wire. */
export const TRACED_PROGRAMS: Readonly<Record<string, (world: TracedWorld) => Promise<unknown>>> = {
  "a chain of prompt, model and parser": (world) => chain(world).invoke({ topic: "owls" }, callbacks(world)),
  "a stream": (world) => readAll(chain(world).stream({ topic: "owls" }, callbacks(world))),
  "a tool": (world) => weigh.invoke({ bird: "owl" }, { ...callbacks(world), tags: ["scales"] }),
  "a retriever within a step of a chain": (world) =>
    RunnableLambda.from(lookUp)
      .pipe(new StringOutputParser())
      .invoke("mice", { ...callbacks(world), metadata: { request: { id: 7 } } }),
  "an error in a nested step": (world) =>
    RunnableLambda.from(failingStep)
      .pipe(new StringOutputParser())
      .invoke("owls", callbacks(world))
      .catch((error: unknown) => error),
};

async function lookUp(query: string, config: RunnableConfig): Promise<string> {
  const documents = await new Library().invoke(query, config);
  return documents.map(({ pageContent }) => pageContent).join();
}

function failingStep(): string {
  throw new TypeError("no such bird");
}
