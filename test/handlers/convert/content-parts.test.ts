import { AIMessage, type ContentBlock, HumanMessage } from "@langchain/core/messages";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { describe, expect, it } from "vitest";
import type { OpikCallbackHandlerOptions } from "../../../src/index.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const PIXEL = "iVBORw0KGgo=";
const SHOWN_PIXEL = { type: "image_url", image_url: { url: `data:image/png;base64,${PIXEL}` } };
const SHOWN_LINK = { type: "image_url", image_url: { url: "https://example.com/owl.png" } };
const TEXT = { type: "text", text: "Look:" };

/** A message's content as its model's span has it. */
async function shownContent(message: HumanMessage | AIMessage, options?: OpikCallbackHandlerOptions): Promise<unknown> {
  const world = await traceWorld(undefined, options);
  await new FakeListChatModel({ responses: ["fine"] }).invoke([message], { callbacks: [world.handler] });
  const { spans } = await world.onlyTrace();
  return spans[0]?.input;
}

describe("parts of a message's content", () => {
  it.each<[string, ContentBlock, unknown]>([
    ["a text", { type: "text", text: "An owl." }, { type: "text", text: "An owl." }],
    ["a link to an image", { type: "image_url", image_url: { url: "https://example.com/owl.png" } }, SHOWN_LINK],
    ["a bare link to an image", { type: "image_url", image_url: "https://example.com/owl.png" }, SHOWN_LINK],
    ["LangChain's link to an image", { type: "image", url: "https://example.com/owl.png" }, SHOWN_LINK],
    ["LangChain's image", { type: "image", data: PIXEL, mimeType: "image/png" }, SHOWN_PIXEL],
    [
      "LangChain's older image",
      { type: "image", source_type: "base64", data: PIXEL, mime_type: "image/png" },
      SHOWN_PIXEL,
    ],
    [
      "Anthropic's image",
      { type: "image", source: { type: "base64", media_type: "image/png", data: PIXEL } },
      SHOWN_PIXEL,
    ],
    ["Google's image", { type: "media", mimeType: "image/png", data: PIXEL }, SHOWN_PIXEL],
    [
      "a sound",
      { type: "audio", data: "UklGRg==", mimeType: "audio/wav" },
      { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } },
    ],
    [
      "OpenAI's sound",
      { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } },
      { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } },
    ],
    ["a plain text file", { type: "text-plain", text: "Owls fly." }, { type: "text", text: "Owls fly." }],
    ["LangChain's reasoning", { type: "reasoning", reasoning: "Hm." }, { type: "text", text: "[reasoning] Hm." }],
    ["Anthropic's thinking", { type: "thinking", thinking: "Hm." }, { type: "text", text: "[reasoning] Hm." }],
    [
      "Bedrock's reasoning",
      { type: "reasoning_content", reasoningText: { text: "Hm." } },
      { type: "text", text: "[reasoning] Hm." },
    ],
    [
      "OpenAI's reasoning",
      { type: "reasoning", summary: [{ type: "summary_text", text: "Hm." }] },
      { type: "text", text: "[reasoning] Hm." },
    ],
    ["a refusal", { type: "refusal", refusal: "No." }, { type: "text", text: "[refusal] No." }],
    ["a kind that is not known", { type: "hologram", beam: 7 }, { type: "hologram", beam: 7 }],
  ])("%s in a message's content is written in the form that Opik shows", async (_, part, expected) => {
    const content = await shownContent(new HumanMessage({ content: [TEXT, part] }));

    expect(content).toEqual({ messages: [{ role: "user", content: [TEXT, expected] }] });
  });

  it("a message whose only part is a text is shown as a plain text", async () => {
    expect(await shownContent(new HumanMessage({ content: [TEXT] }))).toEqual({
      messages: [{ role: "user", content: "Look:" }],
    });
  });

  it.each<[string, ContentBlock]>([
    ["Anthropic's", { type: "tool_use", id: "call_1", name: "weather", input: { city: "Oslo" } }],
    ["LangChain's", { type: "tool_call", id: "call_1", name: "weather", args: { city: "Oslo" } }],
  ])(
    "a tool call in %s form within a message's content is shown once, among the message's tool calls",
    async (_, part) => {
      const message = new AIMessage({
        content: [TEXT, part],
        tool_calls: [{ id: "call_1", name: "weather", args: { city: "Oslo" } }],
      });

      expect(await shownContent(message)).toMatchObject({
        messages: [{ content: "Look:", tool_calls: [{ id: "call_1", function: { name: "weather" } }] }],
      });
    },
  );

  it("LangChain's standard content blocks are written in the form that Opik shows", async () => {
    const message = new AIMessage({
      contentBlocks: [
        { type: "reasoning", reasoning: "Hm." },
        { type: "text", text: "Let me look." },
        { type: "tool_call", id: "call_1", name: "weather", args: { city: "Oslo" } },
      ],
    });

    expect(await shownContent(message)).toEqual({
      messages: [
        {
          role: "assistant",
          content: [
            { type: "text", text: "[reasoning] Hm." },
            { type: "text", text: "Let me look." },
          ],
          tool_calls: [{ id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } }],
        },
      ],
    });
  });
});

describe("media that a message refers to", () => {
  it.each<[string, ContentBlock, unknown]>([
    [
      "Google's address",
      { type: "media", mimeType: "image/png", fileUri: "gs://owls/1.png" },
      { type: "image_url", image_url: { url: "gs://owls/1.png" } },
    ],
    ["LangChain's file id", { type: "image", fileId: "file-1" }, { type: "file", file: { file_id: "file-1" } }],
    ["OpenAI's file id", { type: "input_image", file_id: "file-1" }, { type: "file", file: { file_id: "file-1" } }],
    [
      "Anthropic's file",
      { type: "image", source: { type: "file", file_id: "file_1" } },
      { type: "file", file: { file_id: "file_1" } },
    ],
    ["a sound's file id", { type: "audio", fileId: "file-1" }, { type: "file", file: { file_id: "file-1" } }],
    [
      "a sound's address",
      { type: "audio", url: "https://example.com/owl.wav", mimeType: "audio/wav" },
      { type: "audio_url", audio_url: { url: "https://example.com/owl.wav" } },
    ],
    ["Gemini's own image", { type: "inlineData", inlineData: { mimeType: "image/png", data: PIXEL } }, SHOWN_PIXEL],
    [
      "an image without data or address",
      { type: "image", image: { format: "png" } },
      { type: "image", image: { format: "png" } },
    ],
    [
      "a video",
      { type: "video", url: "https://example.com/owl.mp4" },
      { type: "video", url: "https://example.com/owl.mp4" },
    ],
  ])("%s in a message's content keeps what it refers to", async (_, part, expected) => {
    const content = await shownContent(new HumanMessage({ content: [TEXT, part] }));

    expect(content).toEqual({ messages: [{ role: "user", content: [TEXT, expected] }] });
  });
});

it.each<[string, ContentBlock]>([
  ["Anthropic's", { type: "tool_use", id: "call_1", name: "weather", input: { city: "Oslo" } }],
  ["LangChain's", { type: "tool_call", id: "call_1", name: "weather", args: { city: "Oslo" } }],
  ["OpenAI's", { type: "function_call", call_id: "call_1", name: "weather", arguments: '{"city":"Oslo"}' }],
])("a tool call in %s form that is only in the message's content is shown as a tool call", async (_, part) => {
  const content = await shownContent(new AIMessage({ content: [part] }));

  expect(content).toMatchObject({
    messages: [
      { content: "", tool_calls: [{ id: "call_1", function: { name: "weather", arguments: '{"city":"Oslo"}' } }] },
    ],
  });
});

it("an inline image is recorded whole or replaced by a note, and those that fit are kept", async () => {
  const pages = [1, 2, 3, 4].map((page) => `iVBORw0KGgo${`Ab${page}/`.repeat(100_000)}`);
  const content = pages.map((data) => ({ type: "image_url", image_url: { url: `data:image/png;base64,${data}` } }));
  const shown = JSON.stringify(await shownContent(new HumanMessage({ content }), { media: "inline" }));

  expect(pages.filter((page) => shown.includes(`${page}"`))).toHaveLength(2);
  expect(shown.match(/\[image\/png, 400\.\d kB of base64 left out\]/g)).toHaveLength(2);
  expect(shown).not.toContain("characters cut");
});
