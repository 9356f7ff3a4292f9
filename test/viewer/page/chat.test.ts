import { describe, expect, it } from "vitest";
import { chatIn } from "../../../src/viewer/page/chat/chat-message.js";

describe("messages in a record", () => {
  it("messages are read in the form of a model's span and in the form of LangChain's state", () => {
    const asked = chatIn({
      messages: [
        { role: "assistant", content: "", tool_calls: [{ id: "1", function: { name: "add", arguments: '{"a":1}' } }] },
        { role: "tool", content: "2", tool_call_id: "1" },
      ],
    });
    const state = chatIn({
      messages: [
        { type: "ai", content: "", tool_calls: [{ id: "1", name: "add", args: { a: 1 } }] },
        { type: "tool", content: "2", tool_call_id: "1" },
      ],
    });
    expect(asked?.messages).toEqual(state?.messages);
    expect(asked?.messages[0]?.calls).toEqual([{ id: "1", name: "add", given: { a: 1 } }]);
    expect(asked?.messages[1]?.answers).toBe("1");
  });

  it("reasoning, images and sounds are parts of their own, and unknown parts stay as they are", () => {
    const content = [
      { type: "text", text: "[reasoning] let me see" },
      { type: "text", text: "yes" },
      { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } },
      { type: "input_audio", input_audio: { data: "AA==", format: "mp3" } },
      { type: "mystery", value: 1 },
    ];
    expect(chatIn({ choices: [{ message: { role: "assistant", content } }] })?.messages[0]?.parts).toEqual([
      { kind: "reasoning", text: "let me see" },
      { kind: "text", text: "yes" },
      { kind: "image", source: "data:image/png;base64,AA==" },
      { kind: "audio", source: "AA==", format: "mp3" },
      { kind: "other", value: { type: "mystery", value: 1 } },
    ]);
  });

  it("fields beside the messages are kept, and so are arguments that are no JSON", () => {
    const chat = chatIn({
      messages: [{ role: "assistant", tool_calls: [{ function: { name: "add", arguments: "{" } }] }],
      remaining_steps: 3,
    });
    expect(chat?.rest).toEqual({ remaining_steps: 3 });
    expect(chat?.messages[0]?.calls[0]?.given).toBe("{");
  });

  it.each([undefined, null, "text", [], {}, { messages: [] }, { messages: ["hello"] }, { messages: [{ type: 1 }] }])(
    "no messages are found in %j",
    (value) => {
      expect(chatIn(value)).toBeUndefined();
    },
  );
});
