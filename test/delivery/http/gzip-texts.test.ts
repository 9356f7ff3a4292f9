import { Readable } from "node:stream";
import { createGzip, gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { gzipTexts } from "../../../src/delivery/http/gzip-texts.js";

const PIECE = 128 * 1024;
const parts = { createGzip: () => createGzip(), streamOf: (pieces: Iterable<string>) => Readable.from(pieces) };

it.each([
  ["nothing", []],
  ["one text", ["{}"]],
  ["several texts", ['{"spans":[', "{}", ",", "{}", "]}"]],
  ["a text of several pieces between others", ["[", "a long text, ".repeat(50_000), "]"]],
  ["a character of two halves at the end of a piece", [`${"a".repeat(PIECE - 1)}😀${"b".repeat(PIECE)}`]],
])("texts are compressed as one text in their order: %s", async (_, texts) => {
  expect(gunzipSync(await gzipTexts(texts, parts)).toString()).toBe(texts.join(""));
});
