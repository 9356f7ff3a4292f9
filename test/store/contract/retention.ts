import { describe, expect, it } from "vitest";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore } from "../support/test-store.js";

const DAY_MS = 86_400_000;

function daysAgo(days: number) {
  return { start_time: new Date(Date.now() - days * DAY_MS).toISOString() };
}

export function retention(database: () => TestDatabase): void {
  describe("retention", () => {
    it("retention deletes what is older, batch by batch, and reports its progress", async () => {
      const store = await openTestStore(database());
      const old = Array.from({ length: 7 }, (_, index) => spanText(index + 1, daysAgo(91 + index)));
      await store.put(...old, spanText(50, daysAgo(89)), traceText(60, daysAgo(91)), traceText(61, daysAgo(1)));

      const progress: string[] = [];
      const onProgress = ({ deleted, total }: { deleted: number; total: number }) => {
        progress.push(`${deleted} of ${total}`);
      };
      expect(await store.deleteOlderThan(90, { batchSize: 3, onProgress })).toEqual({ spans: 7, traces: 1 });

      expect(progress).toEqual(["3 of 8", "6 of 8", "7 of 8", "8 of 8"]);
      expect((await store.findSpans()).items.map(({ id }) => id)).toEqual([testId(50)]);
      expect((await store.findTraces()).items.map(({ id }) => id)).toEqual([testId(61)]);
      expect(await store.deleteOlderThan(90)).toEqual({ spans: 0, traces: 0 });
    });

    it("retention stops after the current batch when it is aborted, and goes on another time", async () => {
      const store = await openTestStore(database());
      await store.put(
        ...Array.from({ length: 5 }, (_, index) => spanText(index + 1, daysAgo(10))),
        traceText(60, daysAgo(10)),
        // It keeps a partition of their day.
        spanText(50, daysAgo(1)),
      );
      const stopping = new AbortController();
      const { signal } = stopping;
      const onProgress = () => {
        stopping.abort();
      };

      expect(await store.deleteOlderThan(5, { batchSize: 2, onProgress, signal })).toEqual({ spans: 2, traces: 0 });
      expect(await store.deleteOlderThan(5)).toEqual({ spans: 3, traces: 1 });
    });

    it("single traces are deleted with their spans, and the others stay", async () => {
      const store = await openTestStore(database());
      const spanOf = (span: number, trace: number) => spanText(span, { trace_id: testId(trace) });
      await store.put(traceText(60), spanOf(1, 60), spanOf(2, 60), traceText(61), spanOf(3, 61), spanOf(4, 62));

      expect(await store.deleteTraces([testId(60), testId(62), testId(99), "no id"])).toEqual({ traces: 1, spans: 3 });

      expect((await store.findTraces()).items.map(({ id }) => id)).toEqual([testId(61)]);
      expect((await store.findSpans()).items.map(({ id }) => id)).toEqual([testId(3)]);
      expect(await store.deleteTraces([])).toEqual({ traces: 0, spans: 0 });
    });

    it("retention may be run by several at once", async () => {
      const store = await openTestStore(database());
      await store.put(...Array.from({ length: 200 }, (_, index) => spanText(index + 1, daysAgo(10))));

      const prunes = await Promise.all(Array.from({ length: 4 }, () => store.deleteOlderThan(5, { batchSize: 7 })));
      const rest = await store.deleteOlderThan(5);
      expect([...prunes, rest].reduce((sum, { spans }) => sum + spans, 0)).toBe(200);
      expect((await store.findSpans()).items).toEqual([]);
    });

    it("retention accepts a part of a day, however small", async () => {
      const store = await openTestStore(database());
      await store.put(spanText(1, daysAgo(1 / 24)), spanText(2, daysAgo(-1)));
      expect(await store.deleteOlderThan(1e-9)).toEqual({ spans: 1, traces: 0 });
    });

    it.each([
      [0, {}, "days is 0"],
      [-1, {}, "days is -1"],
      [Number.NaN, {}, "days is NaN"],
      [1, { batchSize: 0 }, "batchSize is 0"],
      [1, { batchSize: 1.5 }, "batchSize is 1.5"],
    ])("retention refuses %d days with the options %j", async (days, options, message) => {
      const store = await openTestStore(database());
      await expect(store.deleteOlderThan(days, options)).rejects.toThrow(message);
    });
  });
}
