import { beforeAll, describe, expect, it } from "vitest";
import type { Filter } from "../../../src/store/read/filter.js";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore, type TestStore } from "../support/test-store.js";

const USAGE = { prompt_tokens: 1_000, completion_tokens: 500, total_tokens: 1_500 };
const CALL = { type: "llm", model: "own-model", usage: USAGE };
const attempt = (kind: string, number = 2) => ({ metadata: { attempt: { number, kind } } });
const counts = (summary: object) => ({ metadata: { summary } });

const TRACES = [
  traceText(1, { name: "Support", project_name: "Night", end_time: "2026-01-01T00:00:05Z", ...counts({ retries: 2 }) }),
  traceText(2, { name: "report_100%", project_name: "night", ...counts({ retries: 0, fallbacks: 1 }) }),
  traceText(3, { name: "support again", end_time: "2026-01-01T00:00:01Z", ...counts({ retries: "many" }) }),
];
const SPANS = [
  spanText(11, { ...CALL, trace_id: testId(1), name: "a support call", end_time: "2026-01-01T00:00:04Z" }),
  spanText(12, { ...CALL, trace_id: testId(1), total_estimated_cost: 1, project_name: "Night", ...attempt("retry") }),
  spanText(13, { trace_id: testId(2), total_estimated_cost: 0.25, ...attempt("fallback") }),
  spanText(14, { trace_id: testId(3), ...attempt("retry", 1) }),
];

const CASES: readonly { readonly filter: Filter; readonly traces: number[]; readonly spans: number[] }[] = [
  { filter: { nameText: "SUPPORT" }, traces: [3, 1], spans: [11] },
  { filter: { nameText: "t_1" }, traces: [2], spans: [] },
  { filter: { nameText: "%" }, traces: [2], spans: [] },
  { filter: { project: "Night" }, traces: [1], spans: [12] },
  { filter: { slowerThanMs: 4_999 }, traces: [1], spans: [] },
  { filter: { slowerThanMs: 5_000 }, traces: [], spans: [] },
  { filter: { slowerThanMs: 0 }, traces: [3, 1], spans: [11] },
  { filter: { dearerThan: 1 }, traces: [1], spans: [] },
  { filter: { dearerThan: 0.1 }, traces: [2, 1], spans: [13, 12] },
  { filter: { dearerThan: 0 }, traces: [2, 1], spans: [13, 12, 11] },
  { filter: { retried: true }, traces: [1], spans: [12] },
  { filter: { spanName: "a support call" }, traces: [1], spans: [11] },
  { filter: { spanName: "Support" }, traces: [], spans: [] },
  { filter: { fellBack: true }, traces: [2], spans: [13] },
  { filter: { retried: true, fellBack: true }, traces: [], spans: [] },
];

/** What people look for when something was slow, dear or tried again. */
export function dearAndRetried(database: () => TestDatabase): void {
  describe("traces and spans that were expensive, slow or tried again", () => {
    let store: TestStore;
    beforeAll(async () => {
      store = await openTestStore(database());
      await store.put(...TRACES, ...SPANS);
    });

    it.each(CASES)("traces and spans are found by $filter", async ({ filter, traces, spans }) => {
      expect((await store.findTraces(filter)).items.map(({ id }) => id)).toEqual(traces.map(testId));
      expect((await store.findSpans(filter)).items.map(({ id }) => id)).toEqual(spans.map(testId));
      expect(await store.countTraces(filter)).toBe(traces.length);
    });

    it.each([
      { slowerThanMs: -1 },
      { dearerThan: Number.NaN },
      { dearerThan: "1" },
      { retried: false },
      { nameText: 1 },
      { project: 1 },
    ])("a search refuses the filter %j", async (filter) => {
      await expect(store.findTraces(filter as Filter)).rejects.toMatchObject({ code: "bad_option" });
    });

    it("traces come with their cost where that is asked for, marked where part of it is an estimate", async () => {
      const costs = (await store.findTraces({ withCost: true })).items.map(({ cost, costEstimated }) => [
        cost === undefined ? undefined : Math.round(cost * 1e6),
        costEstimated,
      ]);
      expect(costs).toEqual([
        [undefined, undefined],
        [250_000, undefined],
        [1_002_000, true],
      ]);
      expect((await store.findTraces()).items[2]).not.toHaveProperty("cost");
    });

    it("traces are found by their ids, with only those inputs that fit a given size", async () => {
      const own = await openTestStore(database());
      const large = Array.from({ length: 3_000 }, (_, index) => index * 7_919);
      await own.put(traceText(1, { input: { large } }), traceText(2, { input: "small", output: "out" }), traceText(3));

      const { items } = await own.findTraces({
        ids: [testId(1), testId(2)],
        withInput: { maxBytes: 100 },
        withOutput: true,
      });
      expect(items.map(({ id, input, output }) => [id, input, output])).toEqual([
        [testId(2), "small", "out"],
        [testId(1), undefined, undefined],
      ]);
      await expect(own.findTraces({ withInput: { maxBytes: -1 } })).rejects.toMatchObject({ code: "bad_option" });
    });

    it("projects of traces and spans are listed by name", async () => {
      expect([...(await store.listProjects())].sort()).toEqual(["Night", "night"]);
    });

    it("failures are counted in the time in which they failed", async () => {
      const window = { from: "2026-01-01T00:00:00Z", to: "2026-01-01T01:00:00Z" };
      expect(await store.errorRates({ window, bucket: "1h", retried: true })).toEqual([
        { from: "2026-01-01T00:00:00.000000Z", runs: 1, errors: 0, rate: 0 },
      ]);
    });
  });
}
