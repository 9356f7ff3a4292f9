import fc from "fast-check";
import { expect, it } from "vitest";
import { retryWaitMs } from "../../src/retry/retry-wait.js";

const LIMITS = { retryBaseMs: 500, retryCapMs: 30_000 };

it("the bound of the wait doubles with each failure, up to the cap", () => {
  const bounds = [1, 2, 3, 4, 7, 8, 1_000].map((failures) => retryWaitMs(failures, LIMITS, 1));
  expect(bounds).toEqual([500, 1_000, 2_000, 4_000, 30_000, 30_000, 30_000]);
});

it("the wait is spread over all values below its bound", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const waitMs = retryWaitMs(failures, LIMITS, random);
      expect(waitMs).toBeCloseTo(random * retryWaitMs(failures, LIMITS, 1), 6);
    }),
  );
});
