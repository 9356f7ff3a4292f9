import { describe, expect, test } from "vitest";
import { firstLineOf, plainText } from "../../src/records/plain-text.js";
import { counted, durationText } from "../../src/terminal/amounts.js";
import { cellsOf, fitText } from "../../src/terminal/terminal-text.js";

describe("the cells of a text", () => {
  test.each([
    ["plain", 5],
    ["日本語", 6],
    ["한글", 4],
    ["ｶﾅ", 2],
    ["ＡＢ", 4],
    ["é", 1],
    ["e\u0301", 1],
    ["👩‍👩‍👧", 2],
    ["🇨🇭", 2],
    ["❤️", 2],
    ["→·…│█", 5],
  ])("the text %s takes %i cells", (text, cells) => {
    expect(cellsOf(text)).toBe(cells);
  });

  test("a text that is cut ends in … and keeps whole characters", () => {
    expect(fitText("日本語の名前", 6)).toBe("日本…");
    expect(fitText("abcdef", 6)).toBe("abcdef");
    expect(fitText("abcdefg", 6)).toBe("abcde…");
    expect(fitText("abc", 0)).toBe("");
  });
});

describe("plain text", () => {
  test("white space of any kind becomes one blank", () => {
    expect(plainText("  a\r\n\tb  c ")).toBe("a b c");
  });

  test("characters that control a terminal or mislead a reader are replaced", () => {
    expect(plainText("a\u001b]0;title\u0007b\u202ec\u009bd\ud800")).toBe("a\ufffd]0;title\ufffdb\ufffdc\ufffdd\ufffd");
  });

  test("the first line of a text is the first that is not empty", () => {
    expect(firstLineOf("\n  \nfirst\nsecond")).toBe("first");
    expect(firstLineOf("")).toBe("");
  });
});

describe("amounts", () => {
  test.each([
    [0, "0 µs"],
    [840, "840 µs"],
    [4_210, "4.2 ms"],
    [412_400, "412 ms"],
    [999_600, "1.00 s"],
    [3_424_000, "3.42 s"],
    [59_949_000, "59.9 s"],
    [59_960_000, "1 m 00 s"],
    [125_000_000, "2 m 05 s"],
    [3_599_900_000, "1 h 00 m"],
    [7_325_000_000, "2 h 02 m"],
  ])("a duration of %i microseconds is shown as %s", (micros, text) => {
    expect(durationText(micros)).toBe(text);
  });

  test("the word after a count is singular or plural as the count needs", () => {
    expect(counted(1, "retry", "retries")).toBe("1 retry");
    expect(counted(1200, "retry", "retries")).toBe("1,200 retries");
  });
});
