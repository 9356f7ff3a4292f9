import fc from "fast-check";
import { expect, test } from "vitest";
import { TimeLost } from "../../../src/tracing/trace/time-lost.js";

test("time that several attempts lost together is counted once", () => {
  const moment = fc.nat({ max: 100 });
  fc.assert(
    fc.property(fc.array(fc.tuple(moment, moment), { maxLength: 50 }), (intervals) => {
      const lost = new TimeLost();
      for (const [from, to] of intervals) lost.add(from, to);
      const micros = Array.from({ length: 100 }, (_, at) => at);
      const covered = micros.filter((at) => intervals.some(([from, to]) => from <= at && at < to));
      expect(lost.totalMicros()).toBe(covered.length);
    }),
  );
});

test("all lost time is counted when thousands of attempts follow each other, each with a nested one", () => {
  const lost = new TimeLost();
  for (let start = 0; start < 10_000_000; start += 1_000) {
    lost.add(start + 100, start + 200);
    lost.add(start, start + 500);
  }
  expect(lost.totalMicros()).toBe(5_000_000);
});
