import {
  AIMessage,
  AIMessageChunk,
  type BaseMessage,
  ChatMessage,
  FunctionMessage,
  HumanMessage,
  HumanMessageChunk,
  SystemMessage,
  ToolMessage,
} from "@langchain/core/messages";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { describe, expect, it } from "vitest";
import { traceWorld } from "../../support/traces/traced-world.js";

const CALL = { id: "call_1", name: "weather", args: { city: "Oslo" } };
const SHOWN_CALL = { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } };

/** A model's messages as its span has them. */
async function shown(...messages: BaseMessage[]): Promise<unknown> {
  const world = await traceWorld();
  await new FakeListChatModel({ responses: ["fine"] }).invoke(messages, { callbacks: [world.handler] });
  const { spans } = await world.onlyTrace();
  return spans[0]?.input;
}

describe("messages to a model", () => {
  it.each<[string, BaseMessage, unknown]>([
    ["a person's", new HumanMessage("Hi."), { role: "user", content: "Hi." }],
    ["the system's", new SystemMessage("Be kind."), { role: "system", content: "Be kind." }],
    ["a model's", new AIMessage("Hello."), { role: "assistant", content: "Hello." }],
    [
      "a named person's",
      new HumanMessage({ content: "Hi.", name: "Ada" }),
      { role: "user", content: "Hi.", name: "Ada" },
    ],
    [
      "a model's call of a tool",
      new AIMessage({ content: "", tool_calls: [CALL] }),
      { role: "assistant", content: "", tool_calls: [SHOWN_CALL] },
    ],
    [
      "a model's call that is no valid JSON",
      new AIMessage({
        content: "",
        invalid_tool_calls: [
          { type: "invalid_tool_call", id: "call_1", name: "weather", args: '{"city":', error: "cut" },
        ],
      }),
      {
        role: "assistant",
        content: "",
        tool_calls: [{ id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":' } }],
      },
    ],
    [
      "a tool's",
      new ToolMessage({ content: "sunny", tool_call_id: "call_1", name: "weather" }),
      { role: "tool", content: "sunny", name: "weather", tool_call_id: "call_1" },
    ],
    [
      "a function's",
      new FunctionMessage({ content: "sunny", name: "weather" }),
      { role: "tool", content: "sunny", name: "weather" },
    ],
    ["a developer's", new ChatMessage("Be brief.", "developer"), { role: "system", content: "Be brief." }],
    ["another role's", new ChatMessage("I doubt it.", "critic"), { role: "user", content: "I doubt it." }],
    ["a piece of a person's", new HumanMessageChunk("Hi."), { role: "user", content: "Hi." }],
    [
      "a piece of a model's",
      new AIMessageChunk({
        content: "",
        tool_call_chunks: [
          { type: "tool_call_chunk", index: 0, id: "call_1", name: "weather", args: '{"city":"Oslo"}' },
        ],
      }),
      { role: "assistant", content: "", tool_calls: [SHOWN_CALL] },
    ],
    [
      "a model's, with its thoughts apart",
      new AIMessage({ content: "Yes.", additional_kwargs: { reasoning_content: "Owls fly." } }),
      {
        role: "assistant",
        content: [
          { type: "text", text: "[reasoning] Owls fly." },
          { type: "text", text: "Yes." },
        ],
      },
    ],
  ])("a message to a model (%s) is written in the form that Opik shows as a chat", async (_, message, expected) => {
    expect(await shown(message)).toEqual({ messages: [expected] });
  });

  it("a message to a model may be given as a pair or a plain object", async () => {
    const world = await traceWorld();
    const model = new FakeListChatModel({ responses: ["fine"] });

    await model.invoke([["system", "Be kind."], { role: "user", content: "Hi." }], { callbacks: [world.handler] });

    const { spans } = await world.onlyTrace();
    expect(spans[0]?.input).toEqual({
      messages: [
        { role: "system", content: "Be kind." },
        { role: "user", content: "Hi." },
      ],
    });
  });
});

it("a model's answer is written as a choice, with its tool calls and its finish reason", async () => {
  const world = await traceWorld(() => ({ kind: "tools", text: "Let me look.", tools: [CALL] }));

  await world.chatModel().invoke("Oslo?", { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  expect(spans[0]?.output).toEqual({
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "Let me look.", tool_calls: [SHOWN_CALL] },
        finish_reason: "tool_calls",
      },
    ],
  });
  expect(trace.output).toMatchObject({ messages: [{ type: "ai", content: "Let me look.", tool_calls: [CALL] }] });
});
