import { expect, it } from "vitest";
import { recordLines } from "../../../src/delivery/spool/ndjson.js";

const span = (json: string) => ({ kind: "span" as const, id: "1", json });

it("records are written in pieces, also one of megabytes, and no piece splits a character", () => {
  // Wherever a piece of an even or odd number of characters ends, it is within a pair of one of the two.
  const records = ["", "x"].map((start) => span(`{"text":"${start}${"😀".repeat(300_000)}"}`));
  const pieces = [...recordLines([...records, span("{}"), span("{}")])];

  expect(Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString()).toBe(
    [...records.map(({ json }) => json), "{}", "{}", ""].join("\n"),
  );
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(200_000);
});
