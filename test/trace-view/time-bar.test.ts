import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { microsOf, timeAxis } from "../../src/trace-view/time-axis.js";
import { axisScale, timeBar } from "../../src/trace-view/time-bar.js";
import { at, shownSpan, shownTrace } from "../cli/shown-records.js";

const AXIS = { fromMicros: 0, toMicros: 800 };

/** A bar on an axis of 800 µs in 10 cells: 10 µs are an eighth of a cell. */
function bar(fromMicros: number, toMicros: number): string {
  return timeBar({ fromMicros, toMicros }, AXIS, 10);
}

describe("a bar", () => {
  test.each([
    ["the whole axis", 0, 800, "██████████"],
    ["a quarter, exact to an eighth of a cell", 0, 210, "██▋"],
    ["the last cell", 720, 800, "         █"],
    ["a start in the middle of a cell", 120, 240, " ▐█"],
    ["a time within one cell, from its middle on", 120, 160, " ▐"],
    ["the shortest time at the start", 0, 0, "▏"],
    ["the shortest time at the end", 800, 800, "         ▕"],
    ["a time before the axis", -100, 80, "█"],
    ["a time after the axis", 720, 9000, "         █"],
  ])("a bar shows %s", (_what, from, to, expected) => {
    expect(bar(from, to)).toBe(expected);
  });

  test("a bar fills an axis without length", () => {
    expect(timeBar({ fromMicros: 5, toMicros: 5 }, { fromMicros: 5, toMicros: 5 }, 4)).toBe("████");
  });

  test("a bar is always visible, and never leaves its column", () => {
    const micros = fc.integer({ min: -1000, max: 2000 });
    fc.assert(
      fc.property(micros, fc.nat(1000), fc.integer({ min: 1, max: 60 }), (from, length, cells) => {
        const text = timeBar({ fromMicros: from, toMicros: from + length }, AXIS, cells);
        expect(text.length).toBeLessThanOrEqual(cells);
        expect(text.trim()).not.toBe("");
      }),
    );
  });
});

describe("the axis", () => {
  test("the axis keeps the microseconds of a time", () => {
    expect(microsOf("2026-01-02T03:04:05.123456Z") - microsOf("2026-01-02T03:04:05Z")).toBe(123_456);
    expect(microsOf("2026-01-02T03:04:05.5Z") - microsOf("2026-01-02T03:04:05Z")).toBe(500_000);
  });

  test("the axis is as long as the trace, and longer where a span ends after it", () => {
    const length = (endMillis: number) => {
      const { fromMicros, toMicros } = timeAxis(shownTrace(), [shownSpan("a", { end_time: at(endMillis) })]);
      return toMicros - fromMicros;
    };
    expect(length(10)).toBe(1_000_000);
    expect(length(1500)).toBe(1_500_000);
  });

  test("the axis names its start, middle and end in as many cells as the bars have", () => {
    expect(axisScale({ fromMicros: 0, toMicros: 2_000_000 }, 40)).toBe("0                  1.00 s         2.00 s");
    expect(axisScale({ fromMicros: 0, toMicros: 2_000_000 }, 12)).toBe("0     2.00 s");
  });
});
