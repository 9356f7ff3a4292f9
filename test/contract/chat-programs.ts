import { Document } from "@langchain/core/documents";
import { AIMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { BaseRetriever } from "@langchain/core/retrievers";
import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { FakeLLM } from "@langchain/core/utils/testing";
import {
  Annotation,
  Command,
  END,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  Send,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { createAgent } from "langchain";
import { z } from "zod";
import type { ModelScript } from "../support/models/model-server.js";
import { readAll } from "../support/traces/read-all.js";
import type { TracedWorld } from "../support/traces/traced-world.js";

/** A program of one kind, and what a person sees of it in Opik. */
export interface ChatProgram {
  readonly run: (world: TracedWorld) => Promise<unknown>;
  readonly script?: ModelScript;
  /** What a thread shows of its trace; undefined: the trace opens as JSON. */
  readonly thread: { readonly asked: string | undefined; readonly answered: string | undefined } | undefined;
  /** Which of its spans open as a chat, and which as JSON. */
  readonly spans: { readonly chat: readonly string[]; readonly json: readonly string[] };
}

const weigh = tool(({ bird }) => `${bird}: 400 g`, {
  name: "weigh",
  description: "Weighs a bird.",
  schema: z.object({ bird: z.string() }),
});

class Library extends BaseRetriever {
  lc_namespace = ["tests"];
  override async _getRelevantDocuments(query: string): Promise<Document[]> {
    return [new Document({ pageContent: `about ${query}` })];
  }
}

const weighsFirst: ModelScript = ({ index }) =>
  index === 0
    ? { kind: "tools", tools: [{ id: "call_1", name: "weigh", args: { bird: "owl" } }] }
    : { kind: "text", text: "It weighs 400 g." };

const traced = ({ handler }: TracedWorld) => ({ callbacks: [handler], configurable: { thread_id: "thread-1" } });
const asked = { messages: [new SystemMessage("Be kind."), new HumanMessage("Why?")] };
const PICTURE = { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } };
const WHY = { asked: "Why?", answered: "echo: Why?" };
const StateWithMood = Annotation.Root({ ...MessagesAnnotation.spec, mood: Annotation<string> });

function talkingGraph(world: TracedWorld) {
  return new StateGraph(StateWithMood)
    .addNode("talk", async ({ messages }) => ({ messages: [await world.chatModel().invoke(messages)], mood: "good" }))
    .addEdge(START, "talk")
    .compile({ checkpointer: new MemorySaver() });
}

/** Every kind of run that is recorded. */
export const CHAT_PROGRAMS: Readonly<Record<string, ChatProgram>> = {
  "a chat model": {
    run: (world) => world.chatModel().invoke(asked.messages, traced(world)),
    thread: WHY,
    spans: { chat: ["ChatOpenAI"], json: [] },
  },
  "a chat model that streams": {
    run: async (world) => readAll(await world.chatModel().stream("Why?", traced(world))),
    thread: WHY,
    spans: { chat: ["ChatOpenAI"], json: [] },
  },
  "a chat model that fails": {
    run: (world) =>
      world
        .chatModel()
        .invoke("Why?", traced(world))
        .catch(() => undefined),
    script: () => ({ kind: "error", status: 400 }),
    thread: { asked: "Why?", answered: undefined },
    spans: { chat: ["ChatOpenAI"], json: [] },
  },
  "a text model": {
    run: (world) => new FakeLLM({ response: "Because." }).invoke("Why?", traced(world)),
    thread: { asked: "Why?", answered: "Because." },
    spans: { chat: ["FakeLLM"], json: [] },
  },
  "OpenAI's Responses API": {
    run: (world) => world.chatModel({ useResponsesApi: true }).invoke("Why?", traced(world)),
    script: () => ({ kind: "text", text: "Because.", thought: "They ask why." }),
    thread: { asked: "Why?", answered: "Because." },
    spans: { chat: ["ChatOpenAI"], json: [] },
  },
  "a question with a picture": {
    run: (world) =>
      world
        .chatModel()
        .invoke([new HumanMessage({ content: [{ type: "text", text: "Why?" }, PICTURE] })], traced(world)),
    script: () => ({ kind: "text", text: "Because." }),
    thread: { asked: "Why?", answered: "Because." },
    spans: { chat: ["ChatOpenAI"], json: [] },
  },
  "an answer of parts": {
    run: (world) =>
      RunnableLambda.from(async (text: string, config) => {
        await world.chatModel().invoke(text, config);
        return new AIMessage({
          content: [
            { type: "thinking", thinking: "Hm." },
            { type: "text", text: "Be" },
            { type: "text", text: "cause." },
          ],
        });
      }).invoke("Why?", traced(world)),
    thread: { asked: "Why?", answered: "Because." },
    spans: { chat: ["ChatOpenAI"], json: [] },
  },
  "an agent": {
    run: (world) => createAgent({ model: world.chatModel(), tools: [weigh] }).invoke(asked, traced(world)),
    script: weighsFirst,
    thread: { asked: "Why?", answered: "It weighs 400 g." },
    spans: { chat: ["ChatOpenAI", "RunnableLambda", "model_request", "tools"], json: ["RunnableLambda", "weigh"] },
  },
  "an agent that streams": {
    run: async (world) =>
      readAll(await createAgent({ model: world.chatModel(), tools: [weigh] }).stream(asked, traced(world))),
    script: weighsFirst,
    thread: { asked: "Why?", answered: "It weighs 400 g." },
    spans: { chat: ["ChatOpenAI", "RunnableLambda", "model_request", "tools"], json: ["RunnableLambda", "weigh"] },
  },
  "a graph of messages": {
    run: (world) =>
      new StateGraph(MessagesAnnotation)
        .addNode("talk", async ({ messages }) => ({ messages: [await world.chatModel().invoke(messages)] }))
        .addEdge(START, "talk")
        .compile()
        .invoke(asked, traced(world)),
    thread: WHY,
    spans: { chat: ["talk", "ChatOpenAI"], json: [] },
  },
  "a graph whose state has more than messages": {
    run: (world) => talkingGraph(world).invoke({ ...asked, mood: "bad" }, traced(world)),
    thread: WHY,
    spans: { chat: ["talk", "ChatOpenAI"], json: [] },
  },
  "a graph whose state has an input beside the messages": {
    run: (world) =>
      new StateGraph(Annotation.Root({ ...MessagesAnnotation.spec, input: Annotation<string> }))
        .addNode("talk", async ({ messages }) => ({ messages: [await world.chatModel().invoke(messages)] }))
        .addEdge(START, "talk")
        .compile()
        .invoke({ ...asked, input: "form 7" }, traced(world)),
    thread: WHY,
    spans: { chat: ["talk", "ChatOpenAI"], json: [] },
  },
  "a graph whose node gives a command": {
    run: (world) =>
      new StateGraph(StateWithMood)
        .addNode(
          "talk",
          async ({ messages }: typeof StateWithMood.State) =>
            new Command({ update: { messages: [await world.chatModel().invoke(messages)] }, goto: END }),
          { ends: [END] },
        )
        .addEdge(START, "talk")
        .compile()
        .invoke(asked, traced(world)),
    thread: WHY,
    spans: { chat: ["talk", "ChatOpenAI"], json: [] },
  },
  "a graph that asks back at once": {
    run: (world) =>
      new StateGraph(MessagesAnnotation)
        .addNode("ask", () => ({ messages: [new AIMessage(String(interrupt("Are you sure?")))] }))
        .addEdge(START, "ask")
        .compile({ checkpointer: new MemorySaver() })
        .invoke(asked, traced(world)),
    thread: undefined,
    spans: { chat: [], json: ["ask"] },
  },
  "a graph whose state has no messages": {
    run: (world) =>
      new StateGraph(Annotation.Root({ topic: Annotation<string>, joke: Annotation<string> }))
        .addNode("joke_about", async ({ topic }) => ({ joke: (await world.chatModel().invoke(topic)).text }))
        .addConditionalEdges(START, ({ topic }) => new Send("joke_about", { topic }), ["joke_about"])
        .compile()
        .invoke({ topic: "owls" }, traced(world)),
    thread: undefined,
    spans: { chat: ["ChatOpenAI"], json: ["joke_about"] },
  },
  "a chain from text to text": {
    run: (world) =>
      RunnableLambda.from((question: string) => ({ question }))
        .pipe(ChatPromptTemplate.fromTemplate("{question}"))
        .pipe(world.chatModel())
        .pipe(new StringOutputParser())
        .invoke("Why?", traced(world)),
    thread: WHY,
    spans: { chat: ["ChatOpenAI", "StrOutputParser"], json: ["RunnableLambda", "ChatPromptTemplate"] },
  },
  "a chain of a prompt with variables": {
    run: (world) =>
      ChatPromptTemplate.fromTemplate("{question}").pipe(world.chatModel()).invoke({ question: "Why?" }, traced(world)),
    thread: undefined,
    spans: { chat: ["ChatOpenAI"], json: ["ChatPromptTemplate"] },
  },
  "structured output": {
    run: (world) =>
      world
        .chatModel()
        .withStructuredOutput(z.object({ grams: z.number() }), { name: "weight" })
        .invoke("How heavy is an owl?", traced(world)),
    script: () => ({ kind: "text", text: '{"grams":400}' }),
    thread: undefined,
    spans: { chat: ["ChatOpenAI"], json: ["RunnableLambda", "StructuredOutputParser"] },
  },
  "a chain without a model": {
    run: (world) => RunnableLambda.from((text: string) => text.toUpperCase()).invoke("Why?", traced(world)),
    thread: undefined,
    spans: { chat: [], json: [] },
  },
  "a tool": {
    run: (world) => weigh.invoke({ bird: "owl" }, traced(world)),
    thread: undefined,
    spans: { chat: [], json: ["weigh"] },
  },
  "a retriever": {
    run: (world) => new Library().invoke("owls", traced(world)),
    thread: undefined,
    spans: { chat: [], json: ["Library"] },
  },
};
