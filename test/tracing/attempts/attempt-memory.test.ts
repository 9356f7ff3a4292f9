import { expect, test } from "vitest";
import { type AttemptGroup, addMember, addRun } from "../../../src/tracing/attempts/attempt-group.js";

const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const KEPT = [...numbers(1, 1_000), ...numbers(1_491, 1_500)];

test("of 1,500 attempts of one call the first 1,000 and the newest 10 stay in memory", () => {
  const group: AttemptGroup<number> = { rule: "code", members: [] };

  for (const number of numbers(1, 1_500)) addMember(group, { number, candidate: "small", runs: [number] });

  expect(group.members.map(({ number }) => number)).toEqual(KEPT);
});

test("of 1,500 runs of one attempt the first 1,000 and the newest 10 stay in memory", () => {
  const runs: number[] = [];

  for (const run of numbers(1, 1_500)) addRun({ number: 1, candidate: "small", runs }, run);

  expect(runs).toEqual(KEPT);
});
