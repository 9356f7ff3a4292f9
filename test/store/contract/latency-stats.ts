import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { isoTime } from "../../../src/records/clock.js";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore, type TestStore } from "../support/test-store.js";

const START = "2026-01-01T00:00:00Z";
const START_MICROS = Date.parse(START) * 1000;

function lasting(micros: number, startMicros = START_MICROS) {
  return { start_time: isoTime(startMicros), end_time: isoTime(startMicros + micros) };
}

/** By the definition: the value at that place of the sorted ones, between two neighbours in proportion. */
function percentile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const place = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export function latencyStats(database: () => TestDatabase): void {
  describe("latency statistics", () => {
    it("latency statistics follow their definition for random durations", async () => {
      const store = await openTestStore(database());
      const durations = fc.array(fc.integer({ min: 0, max: 100_000_000 }), { minLength: 1, maxLength: 60 });
      let model = 0;
      await fc.assert(
        fc.asyncProperty(durations, async (micros) => {
          model += 1;
          const name = `model ${model}`;
          const spans = micros.map((one, index) =>
            spanText(model * 100 + index, { type: "llm", model: name, ...lasting(one) }),
          );
          await store.put(...spans);

          const [row] = await store.latencyStats({ by: "model", model: name });
          const values = micros.map((one) => one / 1000);
          expect(row).toMatchObject({ key: name, runs: values.length });
          expect(row?.minMs).toBe(Math.min(...values));
          expect(row?.maxMs).toBe(Math.max(...values));
          expect(row?.meanMs).toBeCloseTo(values.reduce((sum, one) => sum + one, 0) / values.length, 6);
          expect(row?.p50Ms).toBeCloseTo(percentile(values, 0.5), 6);
          expect(row?.p95Ms).toBeCloseTo(percentile(values, 0.95), 6);
          expect(row?.p99Ms).toBeCloseTo(percentile(values, 0.99), 6);

          const bars = await store.latencyHistogram({ by: "model", model: name });
          for (const { fromMs, toMs = Number.POSITIVE_INFINITY, runs } of bars) {
            expect(runs).toBe(values.filter((one) => one >= fromMs && one < toMs).length);
          }
          expect(bars.reduce((sum, { runs }) => sum + runs, 0)).toBe(values.length);
        }),
        { numRuns: 25 },
      );
    });
  });

  describe("latency statistics of a few runs", () => {
    let store: TestStore;
    beforeAll(async () => {
      store = await openTestStore(database());
      const agent = (name: string) => ({ metadata: { agent_name: name } });
      const hourLater = START_MICROS + 3_600_000_000;
      await store.put(
        traceText(0, { name: "ask", ...agent("boss"), ...lasting(8_000_000), thread_id: "t-1" }),
        traceText(1, { name: "ask", ...lasting(2_000_000, hourLater) }),
        traceText(2, { name: "open" }),
        spanText(11, { name: "model", type: "llm", model: "m", ...agent("boss"), ...lasting(1_000_000) }),
        spanText(12, { name: "expert", ...agent("expert"), ...lasting(4_000_000) }),
        spanText(13, { name: "model", parent_span_id: testId(12), ...agent("expert"), ...lasting(3_000_000) }),
      );
    });

    it("latency statistics are those of whole traces unless something else is asked for", async () => {
      expect(await store.latencyStats()).toEqual([
        { runs: 2, meanMs: 5000, minMs: 2000, p50Ms: 5000, p95Ms: 7700, p99Ms: 7940, maxMs: 8000 },
      ]);
      expect(await store.latencyHistogram()).toEqual([
        { fromMs: 2000, toMs: 3000, runs: 1 },
        ...[3000, 4000, 5000, 6000, 7000].map((fromMs) => ({ fromMs, toMs: fromMs + 1000, runs: 0 })),
        { fromMs: 8000, toMs: 9000, runs: 1 },
      ]);
    });

    it.each([
      { by: "agent", meanMs: { boss: 8000, expert: 4000 } },
      { by: "model", meanMs: { m: 1000 } },
      { by: "name", meanMs: { model: 2000, expert: 4000 } },
      { by: "kind", meanMs: { llm: 1000, chain: 3500 } },
    ] as const)("latency statistics group runs by $by", async ({ by, meanMs }) => {
      const rows = await store.latencyStats({ by });
      expect(Object.fromEntries(rows.map((row) => [row.key, row.meanMs]))).toEqual(meanMs);
    });

    it("latency statistics can be split into stretches of time", async () => {
      const rows = await store.latencyStats({ bucket: "1h" });
      expect(rows.map(({ from, meanMs }) => [from, meanMs])).toEqual([
        ["2026-01-01T00:00:00.000000Z", 8000],
        ["2026-01-01T01:00:00.000000Z", 2000],
      ]);
    });

    it("latency statistics cover only what the conditions select", async () => {
      const meansOf = async (query: object) => (await store.latencyStats(query)).map(({ meanMs }) => meanMs);
      expect(await meansOf({ window: { from: "2026-01-01T00:30:00Z" } })).toEqual([2000]);
      expect(await meansOf({ by: "agent", agent: "boss", thread: "t-1" })).toEqual([8000]);
      expect(await meansOf({ by: "agent", kind: "chain" })).toEqual([4000]);
      expect(await meansOf({ by: "name", thread: "t-1", name: "model" })).toEqual([2000]);
      expect(await meansOf({ window: { to: START } })).toEqual([]);
      expect(await store.latencyHistogram({ window: { to: START } })).toEqual([]);
    });

    it.each([
      [{ by: "'; DROP TABLE spans; --" }, /by is .*, but must be one of agent, model, name, kind/],
      [{ by: "toString" }, /by is/],
      [{ bucket: "1x'; --" }, /bucket is .*, but must be a number with s, m, h, d or w/],
      [{ window: "5x" }, /window is "5x"/],
    ])("statistics refuse the query %j and name what is wrong", async (query: object, message) => {
      await expect(store.latencyStats(query)).rejects.toMatchObject({ code: "bad_option" });
      await expect(store.errorStats(query)).rejects.toThrow(message);
    });
  });
}
