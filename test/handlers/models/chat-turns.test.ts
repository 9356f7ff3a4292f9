import {
  AIMessage,
  HumanMessage,
  mapChatMessagesToStoredMessages,
  RemoveMessage,
  ToolMessage,
} from "@langchain/core/messages";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda } from "@langchain/core/runnables";
import { Annotation, MessagesAnnotation, StateGraph } from "@langchain/langgraph";
import { createAgent } from "langchain";
import { describe, expect, it } from "vitest";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const CALL = { id: "call_1", name: "weather", args: { city: "Oslo" } };
const SHOWN_CALL = { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } };

/** The span of a step in a chain, and the chain's trace, where both give back what they are given. */
async function passedThrough(value: unknown) {
  const world = await traceWorld();
  const step = RunnableLambda.from((given: unknown) => given).withConfig({ runName: "step" });
  const chain = step.pipe(RunnableLambda.from((given: unknown) => given));
  await chain.invoke(value, { callbacks: [world.handler] });
  const { trace, spans } = await world.onlyTrace();
  return { trace, span: spanNamed(spans, "step") };
}

describe("a message in a state", () => {
  it.each<[string, unknown, unknown]>([
    ["a message", new HumanMessage({ content: "Hi.", id: "m1" }), { type: "human", content: "Hi.", id: "m1" }],
    [
      "a model's call of a tool",
      new AIMessage({ content: "", tool_calls: [CALL] }),
      { type: "ai", content: "", tool_calls: [CALL] },
    ],
    [
      "a tool's answer",
      new ToolMessage({ content: "sunny", tool_call_id: "call_1", name: "weather", status: "success" }),
      { type: "tool", content: "sunny", name: "weather", tool_call_id: "call_1", status: "success" },
    ],
    ["a removal", new RemoveMessage({ id: "m1" }), { type: "remove", id: "m1" }],
    ["a plain object", { role: "user", content: "Hi." }, { type: "human", content: "Hi." }],
    ["a plain object with a type", { type: "ai", content: "Hello." }, { type: "ai", content: "Hello." }],
    [
      "a plain object as OpenAI has it",
      { role: "assistant", content: "", tool_calls: [SHOWN_CALL] },
      { type: "ai", content: "", tool_calls: [CALL] },
    ],
    ["a pair", ["human", "Hi."], { type: "human", content: "Hi." }],
    [
      "a message as a store keeps it",
      mapChatMessagesToStoredMessages([new HumanMessage("Hi.")])[0],
      { type: "human", content: "Hi." },
    ],
    ["a serialised message", new HumanMessage("Hi.").toJSON(), { type: "human", content: "Hi." }],
    [
      "a message that went through JSON",
      JSON.parse(JSON.stringify(new AIMessage("Hello."))),
      { type: "ai", content: "Hello." },
    ],
  ])(
    "%s in a state is written in the form that Opik shows, beside the state's other keys",
    async (_, message, expected) => {
      const { span } = await passedThrough({ messages: [message, new AIMessage("Hello.")], step: 2 });

      const state = { messages: [expected, { type: "ai", content: "Hello." }], step: 2 };
      expect(span).toMatchObject({ input: state, output: state });
    },
  );
});

describe("a trace as one turn of its thread", () => {
  const history = [new HumanMessage("Hi."), new AIMessage("Hello."), new HumanMessage("And?"), new AIMessage("Well.")];

  const asked = (content: string) => ({ role: "user", content });
  const shownHistory = [
    { type: "human", content: "Hi." },
    { type: "ai", content: "Hello." },
    { type: "human", content: "And?" },
    { type: "ai", content: "Well." },
  ];

  it.each<[string, unknown, unknown, unknown]>([
    [
      "a state of messages",
      { messages: history },
      { messages: [asked("And?"), { role: "assistant", content: "Well." }] },
      { messages: shownHistory },
    ],
    [
      "a list of messages",
      history,
      { messages: [asked("And?"), { role: "assistant", content: "Well." }] },
      { messages: shownHistory },
    ],
    ["one message", new HumanMessage("And?"), { messages: [asked("And?")] }, { output: "And?" }],
    ["a state of plain messages", { messages: [asked("And?")] }, { messages: [asked("And?")] }, { output: "And?" }],
    ["a state of pairs", { messages: [["human", "And?"]] }, { messages: [asked("And?")] }, { output: "And?" }],
    ["a state of texts", { messages: ["And?"] }, { messages: [asked("And?")] }, { output: "And?" }],
    ["a state of one text", { messages: "And?" }, { messages: [asked("And?")] }, { output: "And?" }],
    ["a text", "And?", { input: "And?" }, { output: "And?" }],
    ["any object", { question: "And?" }, { question: "And?" }, { question: "And?" }],
    ["a list of texts", ["And?", "Well."], { input: ["And?", "Well."] }, { output: ["And?", "Well."] }],
    ["nothing", null, { input: null }, { output: null }],
  ])("a trace is one readable turn of its thread when its input and output are %s", async (_, value, input, output) => {
    const { trace } = await passedThrough(value);

    expect(trace).toMatchObject({ input, output });
    expect(Object.keys(trace.input ?? {})).toEqual(Object.keys(input ?? {}));
  });

  it("a trace of a turn keeps the other keys of a state", async () => {
    const { trace } = await passedThrough({ messages: history, user: "Ada" });

    expect(trace.input).toEqual({
      messages: [asked("And?"), { role: "assistant", content: "Well." }],
      user: "Ada",
    });
    expect(trace.output).toEqual({ messages: shownHistory, user: "Ada" });
  });

  it("a trace of a turn keeps the other keys beside a question that is a plain text", async () => {
    const { trace } = await passedThrough({ messages: "And?", user: "Ada" });

    expect(trace.input).toEqual({ messages: [asked("And?")], user: "Ada" });
  });

  it("a trace of a turn shows the whole last message when that is more than a text", async () => {
    const { trace } = await passedThrough({
      messages: [new AIMessage({ content: "Let me look.", tool_calls: [CALL] })],
    });

    expect(trace.output).toEqual({ messages: [{ type: "ai", content: "Let me look.", tool_calls: [CALL] }] });
  });

  it("an agent's trace is one readable turn, however the question was given", async () => {
    const world = await traceWorld();
    const agent = createAgent({ model: world.chatModel(), tools: [] });

    await agent.invoke({ messages: [...history, new HumanMessage("Why?")] }, { callbacks: [world.handler] });

    const { trace } = await world.onlyTrace();
    expect(trace).toMatchObject({ input: { messages: [asked("Why?")] }, output: { output: "echo: Why?" } });
  });

  it("a graph's trace is one readable turn, and keeps the other keys of the graph's state", async () => {
    const world = await traceWorld();
    const State = Annotation.Root({ ...MessagesAnnotation.spec, mood: Annotation<string> });
    const graph = new StateGraph(State)
      .addNode("talk", async ({ messages }) => ({ messages: [await world.chatModel().invoke(messages)], mood: "good" }))
      .addEdge("__start__", "talk")
      .compile();

    await graph.invoke({ messages: [new HumanMessage("Why?")], mood: "bad" }, { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(trace.input).toMatchObject({ messages: [asked("Why?")], mood: "bad" });
    expect(trace.output).toMatchObject({ messages: [{ type: "ai", content: "echo: Why?" }], mood: "good" });
    expect(spanNamed(spans, "talk").input).toMatchObject({
      messages: [{ type: "human", content: "Why?" }],
      mood: "bad",
    });
  });

  it("a prompt's trace is one readable turn of the messages that it makes", async () => {
    const world = await traceWorld();
    const prompt = ChatPromptTemplate.fromMessages([
      ["system", "Be kind."],
      ["human", "{question}"],
    ]);

    await prompt.pipe(world.chatModel()).invoke({ question: "Why?" }, { callbacks: [world.handler] });

    const { spans } = await world.onlyTrace();
    expect(spanNamed(spans, "ChatPromptTemplate").output).toEqual({
      messages: [
        { type: "system", content: "Be kind." },
        { type: "human", content: "Why?" },
      ],
    });
  });
});
