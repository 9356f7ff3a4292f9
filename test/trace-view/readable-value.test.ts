import { expect, test } from "vitest";
import { readableLine } from "../../src/trace-view/readable-value.js";

test.each([
  ["a text", "first\nsecond", "first"],
  ["an object with one text", { question: "  \nWhere is it?" }, "Where is it?"],
  [
    "the last of its messages",
    {
      messages: [
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello." },
      ],
    },
    "Hello.",
  ],
  ["a model's first choice", { choices: [{ index: 0, message: { role: "assistant", content: "Yes." } }] }, "Yes."],
  [
    "the words of a message in parts, without its thoughts",
    {
      choices: [
        {
          message: {
            content: [
              { type: "text", text: "[reasoning] Hm." },
              { type: "text", text: "Yes," },
              { type: "image_url", image_url: { url: "https://example.com/owl.png" } },
              { type: "text", text: "owls." },
            ],
          },
        },
      ],
    },
    "Yes, owls.",
  ],
  ["JSON where nothing is one text", { a: "x", b: 1 }, '{"a":"x","b":1}'],
  ["JSON of a message without text", { messages: [{ content: null }] }, '{"messages":[{"content":null}]}'],
])("%s is what a value says", (_what, value, line) => {
  expect(readableLine(value)).toBe(line);
});
