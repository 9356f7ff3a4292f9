import { Readable } from "node:stream";
import { createGzip, gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { gzipText, piecesOf } from "../../../src/delivery/http/gzip-text.js";

const PIECE = 128 * 1024;
const parts = { createGzip: () => createGzip(), streamOf: (pieces: Iterable<string>) => Readable.from(pieces) };

it.each([
  ["nothing", ""],
  ["one piece", "{}"],
  ["several pieces", "a long text, ".repeat(50_000)],
  ["a character of two halves at the end of a piece", `${"a".repeat(PIECE - 1)}😀${"b".repeat(PIECE)}`],
  ["nothing but such characters", "😀".repeat(PIECE)],
])("compresses the same text: %s", async (_, text) => {
  expect(gunzipSync(await gzipText(text, parts)).toString()).toBe(text);
});

it("never makes more than a piece into bytes at once", () => {
  const pieces = [...piecesOf("x😀".repeat(PIECE))];
  expect(pieces.length).toBeGreaterThan(2);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(PIECE);
});
