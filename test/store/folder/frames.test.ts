import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameReader, frameHeader } from "../../../src/store/db/folder/frames.js";

const MESSAGES = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 });
const CUTS = fc.array(fc.nat({ max: 2_000 }), { maxLength: 30 });

function pieces(bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const ends = [...new Set(cuts.map((cut) => Math.min(cut, bytes.length)))].sort((one, other) => one - other);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe("messages on a socket", () => {
  it("messages on a socket arrive whole and in order, however they are cut on the way", () => {
    fc.assert(
      fc.property(MESSAGES, CUTS, (messages, cuts) => {
        const sent = Buffer.concat(messages.flatMap((message) => [frameHeader(message), message]));
        const reader = new FrameReader();
        const arrived = pieces(sent, cuts).flatMap((piece) => reader.add(piece));
        expect(arrived.map((message) => [...message])).toEqual(messages.map((message) => [...message]));
      }),
    );
  });

  it("a message on a socket does not arrive while its last byte is missing", () => {
    const message = new Uint8Array(1_000);
    const reader = new FrameReader();
    expect(reader.add(frameHeader(message))).toEqual([]);
    expect(reader.add(message.subarray(1))).toEqual([]);
    expect(reader.add(message.subarray(0, 1))).toHaveLength(1);
  });

  it("a message on a socket is refused where it claims to be longer than any text may be", () => {
    expect(() => new FrameReader().add(new Uint8Array([255, 255, 255, 255]))).toThrow(RangeError);
  });
});
