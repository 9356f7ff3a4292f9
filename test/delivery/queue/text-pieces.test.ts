import fc from "fast-check";
import { expect, it } from "vitest";
import { piecesOf } from "../../../src/delivery/queue/text-pieces.js";

const PIECE = 128 * 1024;
/** From one character to some pieces, of characters of one and of two halves. */
const text = fc
  .tuple(fc.constantFrom("a", "ü", "😀", "x😀"), fc.constantFrom(1, 2, 1_000, PIECE - 1, PIECE, PIECE + 1, 300_000))
  .map(([characters, length]) => characters.repeat(length).slice(0, length - (length % characters.length)));

it("texts are joined into pieces that are bounded and split no character, and that make the same text together", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), (texts) => {
      const pieces = [...piecesOf(texts)];

      expect(Buffer.concat(pieces.map((piece) => Buffer.from(piece))).equals(Buffer.from(texts.join("")))).toBe(true);
      expect(pieces.every(({ length }) => length > 0 && length <= PIECE)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

it("small texts share a piece", () => {
  expect([...piecesOf(Array.from({ length: 1_000 }, () => "a record"))]).toHaveLength(1);
});
