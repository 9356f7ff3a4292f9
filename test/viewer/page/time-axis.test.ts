import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { moved, ticksIn, wholeRange, zoomed } from "../../../src/viewer/page/trace/time-range.js";
import { spanLine, TRACE_START_MS, timeAt } from "./support/span-lines.js";

const WHOLE = { fromMicros: 0, toMicros: 2_000_000 };

describe("the time axis of a trace", () => {
  it("the time axis reaches from the first start to the last end, or to now for a trace in progress", () => {
    const row = { id: "t", name: "t", status: "ok", startTime: timeAt(5), endTime: timeAt(50), tags: [] } as const;
    const spans = [spanLine({ id: "early", from: 2, to: 10 }), spanLine({ id: "late", from: 20, to: 80 })];
    const shared = { row, spans, attachments: [], scores: [] };
    expect(wholeRange(shared, TRACE_START_MS)).toEqual({ fromMicros: at(2), toMicros: at(80) });
    const open = { ...shared, row: { ...row, status: "open" as const } };
    expect(wholeRange(open, TRACE_START_MS + 500)).toEqual({ fromMicros: at(2), toMicros: at(500) });
  });

  it("the time axis keeps what is under the pointer in its place when it is zoomed", () => {
    const zoomedIn = zoomed(WHOLE, WHOLE, 0.5, 500_000);
    expect(zoomedIn).toEqual({ fromMicros: 250_000, toMicros: 1_250_000 });
    expect(zoomed(zoomedIn, WHOLE, 2, 500_000)).toEqual(WHOLE);
  });

  it("the time axis never leaves the trace, however it is zoomed and moved", () => {
    const step = fc.record({
      factor: fc.double({ min: 0.01, max: 100, noNaN: true }),
      share: fc.double({ min: -2, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let seen = WHOLE;
        for (const { factor, share } of steps) {
          seen = moved(zoomed(seen, WHOLE, factor, (seen.fromMicros + seen.toMicros) / 2), WHOLE, share);
          expect(seen.fromMicros).toBeGreaterThanOrEqual(WHOLE.fromMicros);
          expect(seen.toMicros).toBeLessThanOrEqual(WHOLE.toMicros + 1e-6);
          expect(seen.toMicros).toBeGreaterThan(seen.fromMicros);
        }
      }),
    );
  });

  it("the time axis has ticks at round times", () => {
    expect(ticksIn(WHOLE, WHOLE, 5)).toEqual([0, 500_000, 1_000_000, 1_500_000, 2_000_000]);
    expect(ticksIn({ fromMicros: 1_010_000, toMicros: 1_060_000 }, WHOLE, 5)).toEqual([
      1_010_000, 1_020_000, 1_030_000, 1_040_000, 1_050_000, 1_060_000,
    ]);
  });
});

function at(milliseconds: number): number {
  return (TRACE_START_MS + milliseconds) * 1_000;
}
