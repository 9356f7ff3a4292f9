import { describe, expect, it } from "vitest";
import { eachInTurns, sortedInTurns } from "../../src/runtime/in-turns.js";
import { countPerTurn } from "../support/time/count-per-turn.js";

const NUMBERS = Array.from({ length: 5_500 }, (_, index) => (index * 7_919) % 5_501);
/** A thousand numbers are sorted with this many comparisons at most. */
const MOST_COMPARISONS = 1_000 * Math.ceil(Math.log2(1_000));

describe("work on many items", () => {
  it("many items are handled in order, and at most a thousand of them before the program has its turn", async () => {
    const done: number[] = [];
    const turns = countPerTurn();
    await eachInTurns(NUMBERS, (number) => {
      turns.count();
      done.push(number);
    });

    expect(done).toEqual(NUMBERS);
    expect(turns.most).toBe(1_000);
  });

  it("many items are sorted in small steps, and equal ones keep their order", async () => {
    const turns = countPerTurn();
    const items = NUMBERS.map((number, index) => ({ number: number % 100, index }));
    const sorted = await sortedInTurns(items, (one, other) => {
      turns.count();
      return one.number - other.number;
    });

    expect(sorted).toEqual(items.toSorted((one, other) => one.number - other.number));
    expect(turns.most).toBeLessThanOrEqual(MOST_COMPARISONS);
  });
});
