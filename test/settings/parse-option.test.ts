import { describe, expect, it } from "vitest";
import type { OptionSpec } from "../../src/settings/options/option-spec.js";
import { OPTIONS } from "../../src/settings/options/option-table.js";
import { isGiven, parseOption } from "../../src/settings/options/parse-option.js";

const TEXT = { env: "X", fileKey: "a.b", does: "Tests." } as const;
const yesOrNo: OptionSpec = { ...TEXT, kind: "boolean", default: false };
const share: OptionSpec = { ...TEXT, kind: "number", min: 0, max: 1, default: 1 };

const good = (spec: OptionSpec, given: unknown, notation: "values" | "text") => {
  const parsed = parseOption(spec, given, notation);
  return parsed.ok ? parsed.value : `refused: ${parsed.allowed}`;
};

describe("parseOption", () => {
  it.each([
    ["15", 15],
    [" 1e2 ", 100],
    ["1000", 1000],
  ])("an option that is a number is read from the text %j", (text, value) => {
    expect(good(OPTIONS.maxBatchRecords, text, "text")).toBe(value);
  });

  it.each(["0", "1001", "-1", "1.5", "0x10", "ten", "Infinity", "NaN", "10 s"])(
    "an option from 1 to 1000 refuses %j",
    (text) => {
      expect(good(OPTIONS.maxBatchRecords, text, "text")).toBe("refused: a whole number from 1 to 1000");
    },
  );

  it("an option that is a number refuses text from code", () => {
    expect(good(OPTIONS.maxBatchRecords, "15", "values")).toMatch(/^refused/);
  });

  it("a delay that a JavaScript timer would turn into none is refused", () => {
    expect(good(OPTIONS.maxWaitMs, 2 ** 31, "values")).toMatch(/^refused/);
  });

  it.each([
    ["0.25", 0.25],
    ["1.01", "refused: a number from 0 to 1"],
  ])("an option that is a fraction reads %j as %j", (text, value) => {
    expect(good(share, text, "text")).toBe(value);
  });

  it.each([
    ["true", true],
    ["YES", true],
    ["1", true],
    ["off", false],
    ["0", false],
    ["perhaps", "refused: true or false"],
  ])("an option that is a switch reads %j as %j", (text, value) => {
    expect(good(yesOrNo, text, "text")).toBe(value);
  });

  it.each([
    ["yes", true],
    ["off", false],
    [" power ", "power"],
    ["Power", "refused: one of true, false, power"],
    ["", "refused: one of true, false, power"],
  ])("a switch with more than two positions reads %j as %j", (text, value) => {
    expect(good(OPTIONS.durable, text, "text")).toBe(value);
  });

  it.each([
    [true, true],
    ["power", "power"],
    ["true", "refused: one of true, false, power"],
    [1, "refused: one of true, false, power"],
  ])("a switch with more than two positions takes %j from code as %j", (given, value) => {
    expect(good(OPTIONS.durable, given, "values")).toBe(value);
  });

  it("a list is split at its commas, and its blank items are dropped", () => {
    expect(good(OPTIONS.tags, " a, b,,c ", "text")).toEqual(["a", "b", "c"]);
  });

  it("a list that has anything but text in it is refused", () => {
    expect(good(OPTIONS.tags, ["a", 1], "values")).toMatch(/^refused/);
    expect(good(OPTIONS.tags, "a,b", "values")).toMatch(/^refused/);
  });

  it("an option that is an object is read from JSON", () => {
    expect(good(OPTIONS.metadata, '{"team":"search"}', "text")).toEqual({ team: "search" });
    expect(good(OPTIONS.metadata, "[1]", "text")).toMatch(/^refused/);
    expect(good(OPTIONS.metadata, "{", "text")).toMatch(/^refused/);
  });

  it("lists and objects are copied, so that later changes by their owner do not reach the settings", () => {
    const tags = ["a"];
    const parsed = good(OPTIONS.tags, tags, "values");
    tags.push("b");
    expect(parsed).toEqual(["a"]);
  });

  it.each([
    ["http://localhost:5173/api", "http://localhost:5173/api"],
    ["http://localhost:5173/api//", "http://localhost:5173/api"],
    [" https://opik.example.com ", "https://opik.example.com"],
  ])("an option that is a URL reads %j as %j", (text, value) => {
    expect(good(OPTIONS.apiUrl, text, "text")).toBe(value);
  });

  it.each([
    "localhost:5173/api",
    "ftp://localhost/api",
    "http://user:secret@localhost/api",
    "http://localhost/api?token=1",
    "http://localhost/api#a",
    "http://local host/",
    "http://",
  ])("an option that is a URL refuses %j", (text) => {
    expect(good(OPTIONS.apiUrl, text, "text")).toMatch(/^refused: an http/);
  });

  it.each(["two\nlines", "clé", "a\u0000b"])("the API key %j is refused, since no HTTP header can carry it", (text) => {
    expect(good(OPTIONS.apiKey, text, "values")).toMatch(/^refused/);
  });

  it.each([{ "bad name": "x" }, { good: "two\nlines" }, { good: 1 }])("the headers %j are refused", (headers) => {
    expect(good(OPTIONS.headers, headers, "values")).toMatch(/^refused/);
  });

  it("a project name may be in any script", () => {
    expect(good(OPTIONS.projectName, "Проект №1", "text")).toBe("Проект №1");
  });
});

describe("isGiven", () => {
  it.each([undefined, null, "", "  "])("the value %j does not count as given", (value) => {
    expect(isGiven(value)).toBe(false);
  });

  it.each([0, false, "a", []])("the value %j counts as given", (value) => {
    expect(isGiven(value)).toBe(true);
  });
});
