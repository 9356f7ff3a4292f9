import { expect, it } from "vitest";
import { recordLines, wholeRecords } from "../../../src/delivery/spool/ndjson.js";

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

const ID = "0190d4c6-7a10-7000-8000-000000000001";

it("lines are read back as the records that they are, by the id wherever it stands, and what is no whole record is left out", () => {
  const whole = [
    `{"id":"${ID}","name":"first"}`,
    `{"name":"the id \\"id\\":\\"x\\" comes last","id":"${ID}"}`,
    `{"inner":{"id":"${ID}"},"id":"plain"}`,
  ];
  const broken = ["", "7", "null", "{}", '{"id":7}', `{"id":"${ID}","cut`, `{"id":"short","cut}`, `["${ID}"]`];
  const text = `${[...broken, ...whole].join("\n")}\n{"id":"${ID}","it":"was not written to its end"}`;

  expect(wholeRecords("span", Buffer.from(text))).toEqual(
    [ID, ID, "plain"].map((id, index) => ({ kind: "span", id, json: whole[index] })),
  );
});
