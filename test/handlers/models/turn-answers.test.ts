import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { type Runnable, RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { Annotation, END, interrupt, MemorySaver, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { createAgent } from "langchain";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readAll } from "../../support/traces/read-all.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

const report = tool(() => "all is well", {
  name: "report",
  description: "Reports.",
  schema: z.object({}),
  returnDirect: true,
});

function asksForReport() {
  return traceWorld(() => ({ kind: "tools", tools: [{ id: "call_1", name: "report", args: {} }] }));
}

const QUESTION = { messages: [{ role: "user", content: "Report!" }] };
const THREAD = { thread_id: "thread-1" };

/** The outputs of the traces, in their order. */
async function outputsOf(world: TracedWorld): Promise<unknown[]> {
  const { traces } = await world.arrived();
  return traces.toSorted((one, other) => one.id.localeCompare(other.id)).map(({ output }) => output);
}

describe("a tool that returns directly", () => {
  it.each(["invoke", "stream"] as const)(
    "the answer of a tool of createAgent that returns directly is the answer of the turn (%s)",
    async (how) => {
      const world = await asksForReport();
      const agent = createAgent({ model: world.chatModel(), tools: [report] });

      if (how === "invoke") await agent.invoke(QUESTION, { callbacks: [world.handler] });
      else await readAll(agent.stream(QUESTION, { callbacks: [world.handler] }));

      expect(await outputsOf(world)).toEqual([{ output: "all is well" }]);
    },
  );

  it("the answer of a tool of createReactAgent that returns directly is the answer of the turn", async () => {
    const world = await asksForReport();
    // oxlint-disable-next-line typescript/no-deprecated -- programs still use it
    const agent = createReactAgent({ llm: world.chatModel(), tools: [report] });

    await agent.batch([QUESTION, QUESTION], { callbacks: [world.handler] });

    expect(await outputsOf(world)).toEqual([{ output: "all is well" }, { output: "all is well" }]);
  });

  it("the answer of a tool that returns directly is the answer of the turn for an agent within a chain", async () => {
    const world = await asksForReport();
    // oxlint-disable-next-line typescript/no-deprecated -- programs still use it
    const agent = createReactAgent({ llm: world.chatModel(), tools: [report] });

    await RunnableLambda.from((text: string, config) =>
      agent.invoke({ messages: [new HumanMessage(text)] }, config),
    ).invoke("Report!", { callbacks: [world.handler] });

    expect(await outputsOf(world)).toEqual([{ output: "all is well" }]);
  });
});

/** A chat in which a guard ends the turn before the model is asked. */
function guardedChat(world: TracedWorld) {
  const State = Annotation.Root({ ...MessagesAnnotation.spec, mood: Annotation<string> });
  return new StateGraph(State)
    .addNode("guard", () => ({ mood: "wary" }))
    .addNode("talk", async ({ messages }) => ({ messages: [await world.chatModel().invoke(messages)] }))
    .addEdge(START, "guard")
    .addConditionalEdges("guard", ({ messages }) => (messages.at(-1)?.text === "stop" ? END : "talk"), ["talk", END])
    .addEdge("talk", END)
    .compile({ checkpointer: new MemorySaver() });
}

describe("what a turn added", () => {
  const ask = (content: string) => ({ messages: [new HumanMessage(content)] });

  it("a turn that added nothing shows nothing of an earlier one", async () => {
    const world = await traceWorld();
    const chat = guardedChat(world);
    const config = { callbacks: [world.handler], configurable: THREAD };

    await chat.invoke(ask("Hi."), config);
    await chat.invoke(ask("stop"), config);
    await readAll(chat.stream(ask("stop"), config));
    await chat.invoke(ask("And?"), config);

    expect(await outputsOf(world)).toEqual([
      { messages: [expect.objectContaining({ type: "ai", content: "echo: Hi." })], mood: "wary" },
      { mood: "wary" },
      { mood: "wary" },
      { messages: [expect.objectContaining({ type: "ai", content: "echo: And?" })], mood: "wary" },
    ]);
  });

  it("a turn in which no node ran shows no answer", async () => {
    const world = await traceWorld();
    const chat = new StateGraph(MessagesAnnotation)
      .addNode("talk", () => ({ messages: [new AIMessage("Hello.")] }))
      .addConditionalEdges(START, ({ messages }) => (messages.length > 1 ? END : "talk"), ["talk", END])
      .addEdge("talk", END)
      .compile({ checkpointer: new MemorySaver() });
    const config = { callbacks: [world.handler], configurable: THREAD };

    await chat.invoke(ask("Hi."), config);
    await chat.invoke(ask("And?"), config);

    expect(await outputsOf(world)).toEqual([{ output: "Hello." }, {}]);
  });

  it("a turn shows the answer of a worker that answers with a human message", async () => {
    const world = await traceWorld();
    const found = new HumanMessage({ content: "It rains.", name: "Researcher" });
    const team = new StateGraph(MessagesAnnotation)
      .addNode("work", ({ messages }) => ({ messages: [messages.length === 1 ? new AIMessage("Hello.") : found] }))
      .addEdge(START, "work")
      .addEdge("work", END)
      .compile({ checkpointer: new MemorySaver() });
    const config = { callbacks: [world.handler], configurable: THREAD };

    await team.invoke(ask("Hi."), config);
    await team.invoke(ask("Weather?"), config);

    expect(await outputsOf(world)).toEqual([{ output: "Hello." }, { output: "It rains." }]);
  });

  it("a turn shows its answer when a node of a subgraph returns the whole conversation", async () => {
    const world = await traceWorld();
    const inner = new StateGraph(MessagesAnnotation)
      .addNode("pass", ({ messages }) => ({ messages }))
      .addEdge(START, "pass")
      .compile();
    const chat = new StateGraph(MessagesAnnotation)
      .addNode("inner", inner)
      .addEdge(START, "inner")
      .compile({ checkpointer: new MemorySaver() });

    await chat.invoke(
      { messages: [new HumanMessage("Hi."), new AIMessage("Hello."), new HumanMessage("And?")] },
      { callbacks: [world.handler], configurable: THREAD },
    );

    expect(await outputsOf(world)).toEqual([{}]);
  });
});

/** A graph of messages, `depth` graphs deep, whose one node does this. */
function nestedChat(work: (messages: readonly BaseMessage[]) => BaseMessage[], depth: number) {
  let node: Runnable<typeof MessagesAnnotation.State, object> = RunnableLambda.from(({ messages }) => ({
    messages: work(messages),
  }));
  for (let around = 0; around < depth; around += 1) {
    node = new StateGraph(MessagesAnnotation).addNode("work", node).addEdge(START, "work").compile();
  }
  return new StateGraph(MessagesAnnotation)
    .addNode("work", node)
    .addEdge(START, "work")
    .compile({ checkpointer: new MemorySaver() });
}

const asksBack = () => [new AIMessage(String(interrupt("Are you sure?")))];
const SITUATIONS: readonly [
  name: string,
  work: (messages: readonly BaseMessage[]) => BaseMessage[],
  output: unknown,
][] = [
  ["interrupts with a question", asksBack, { __interrupt__: ["Are you sure?"] }],
  ["adds nothing", () => [], {}],
  ["returns its input", (messages) => [...messages], {}],
  ["answers as a person", () => [new HumanMessage({ content: "It rains.", name: "worker" })], { output: "It rains." }],
  ["answers as a tool", () => [new ToolMessage({ content: "sunny", tool_call_id: "call_1" })], { output: "sunny" }],
  ["answers as a model", () => [new AIMessage("Well.")], { output: "Well." }],
];

describe.each([0, 1, 3])("with a node %i graphs deep", (depth) => {
  describe.each(["invoke", "stream"] as const)("called by %s", (how) => {
    it.each(SITUATIONS)("a trace shows what the turn added when its node %s", async (_, work, output) => {
      const world = await traceWorld();
      const chat = nestedChat(
        (messages) => (messages.at(-1)?.text === "Hi." ? [new AIMessage("Hello.")] : work(messages)),
        depth,
      );
      const ask = async (content: string, thread_id: string) => {
        const config = { callbacks: [world.handler], configurable: { thread_id } };
        const input = { messages: [new HumanMessage(content)] };
        if (how === "invoke") await chat.invoke(input, config);
        else await readAll(chat.stream(input, config));
      };

      await ask("Why?", "first turn");
      await ask("Hi.", "later turn");
      await ask("Why?", "later turn");

      expect(await outputsOf(world)).toEqual([output, { output: "Hello." }, output]);
    });
  });
});

describe("chains that are not chats", () => {
  const history = [
    new HumanMessage("Hi."),
    new AIMessage("Hello."),
    new HumanMessage("And?"),
    new ToolMessage({ content: "sunny", tool_call_id: "call_1" }),
  ];

  it("a chain that is not a chat shows all messages that a prompt makes", async () => {
    const world = await traceWorld();
    const prompt = ChatPromptTemplate.fromMessages([
      ["system", "You are a {role}."],
      ["human", "Hi."],
    ]);

    await prompt.invoke({ role: "pirate" }, { callbacks: [world.handler] });

    expect(await outputsOf(world)).toEqual([
      {
        messages: [
          { type: "system", content: "You are a pirate." },
          { type: "human", content: "Hi." },
        ],
      },
    ]);
  });

  it("a chain that is not a chat shows the whole list of its input and of its output", async () => {
    const world = await traceWorld();

    await RunnableLambda.from((messages: unknown[]) => messages.slice(-2)).invoke(history, {
      callbacks: [world.handler],
    });

    const { trace } = await world.onlyTrace();
    expect(trace.input).toMatchObject({
      messages: [
        { type: "human", content: "Hi." },
        { type: "ai", content: "Hello." },
        { type: "human", content: "And?" },
        { type: "tool", content: "sunny" },
      ],
    });
    expect(trace.output).toMatchObject({
      messages: [
        { type: "human", content: "And?" },
        { type: "tool", content: "sunny" },
      ],
    });
  });

  it("a chain that is not a chat shows its whole input even if it asks a model with one message of it", async () => {
    const world = await traceWorld();
    const model = world.chatModel();

    await RunnableLambda.from((messages: HumanMessage[], config) => model.invoke(messages.slice(0, 1), config)).invoke(
      [new HumanMessage("Hi."), new HumanMessage("And?")],
      { callbacks: [world.handler] },
    );

    const { trace } = await world.onlyTrace();
    expect(trace.input).toMatchObject({ messages: [{ content: "Hi." }, { content: "And?" }] });
    expect(trace.output).toEqual({ output: "echo: Hi." });
  });

  it("a chain that is not a chat shows the message that it adds to its input with a model's help", async () => {
    const world = await traceWorld();
    const model = world.chatModel();
    const chain = RunnableLambda.from(async (messages: HumanMessage[], config) => {
      await model.invoke(messages, config);
      return [new SystemMessage("Be kind."), ...messages];
    });

    await chain.invoke([new HumanMessage("Hi.")], { callbacks: [world.handler] });

    expect(await outputsOf(world)).toEqual([{ output: "Be kind." }]);
  });
});
