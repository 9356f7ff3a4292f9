import { describe, expect, test } from "vitest";
import { cutText } from "../../src/terminal/long-text.js";
import { cellsOf } from "../../src/terminal/terminal-text.js";
import { firstRows, readableText } from "../../src/trace-view/readable-value.js";

test.each([
  ["a text", "first\nsecond", "first second"],
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
])("a readable value is %s", (_what, value, line) => {
  expect(readableText(value)).toEqual({ text: line, moreCharacters: 0 });
});

describe("what is left out of a text", () => {
  test("what is left out of a text is counted in characters as a reader sees them", () => {
    expect(cutText(readableText("a".repeat(100)), 20)).toBe(`${"a".repeat(14)}… +86`);
    expect(cutText(readableText("日本".repeat(50)), 20)).toBe(`${"日本".repeat(3)}日… +93`);
    expect(cutText(readableText("x".repeat(10_000)), 20)).toBe(`${"x".repeat(11)}… +9,989`);
  });

  test("what is left out is counted after the last row, and rows keep the lines of the text", () => {
    const text = "first line\n\nsecond line\nthird line that is longer\nfourth";
    expect(firstRows(text, 14, 10)).toEqual(["first line", "second line", "third line", "that is longer", "fourth"]);
    expect(firstRows(text, 14, 2)).toEqual(["first line", "second li… +35"]);
  });

  test("a word that is longer than a row goes on in the next one", () => {
    expect(firstRows(`see https://example.com/${"a".repeat(20)} now`, 20, 9)).toEqual([
      "see",
      "https://example.com/",
      "aaaaaaaaaaaaaaaaaaaa",
      "now",
    ]);
    for (const row of firstRows("名前".repeat(40), 15, 99)) expect(cellsOf(row)).toBeLessThanOrEqual(15);
  });
});
