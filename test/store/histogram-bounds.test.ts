import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { histogramBounds } from "../../src/store/stats/histogram-bounds.js";

describe("the bounds of a histogram", () => {
  it.each([
    ["runs alike", { min: 503, p5: 520, p95: 980, max: 997 }, [500, 550, 600, 650, 700, 750, 800, 850, 900, 950, 1000]],
    [
      "an agent's runs with a long tail",
      { min: 300, p5: 650, p95: 3400, max: 90_000 },
      [500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000, 5500, 6000, 6500],
    ],
    [
      "runs that differ tenfold",
      { min: 200, p5: 310, p95: 6900, max: 9000 },
      [200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10_000],
    ],
    [
      "runs that differ a million times",
      { min: 0.5, p5: 1, p95: 999_999, max: 1e6 },
      [0.1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7],
    ],
    ["one run", { min: 7321, p5: 7321, p95: 7321, max: 7321 }, [7300, 7400]],
    ["runs that took no time", { min: 0, p5: 0, p95: 0, max: 0 }, [0, 0.001, 0.002]],
  ])("the bounds of a histogram fit %s", (_title, spread, bounds) => {
    expect(histogramBounds(spread)).toEqual(bounds);
  });

  it("the bounds of a histogram rise, are few, and hold nine of ten runs, whatever their durations", () => {
    const durations = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(durations, (values) => {
        const [min = 0, p5 = 0, p95 = 0, max = 0] = values.toSorted((one, other) => one - other);
        const bounds = histogramBounds({ min, p5, p95, max });

        expect(bounds.length).toBeGreaterThanOrEqual(2);
        expect(bounds.length).toBeLessThanOrEqual(14);
        expect(bounds).toEqual([...new Set(bounds)].toSorted((one, other) => one - other));
        expect(bounds[0]).toBeLessThanOrEqual(Math.max(p5, 0.001));
        expect(bounds.at(-1)).toBeGreaterThan(p95);
      }),
      { numRuns: 2_000 },
    );
  });
});
