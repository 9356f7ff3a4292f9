import { describe, expect, it } from "vitest";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore } from "../support/test-store.js";

export function writtenRecords(database: () => TestDatabase): void {
  describe("writing", () => {
    it("the newest write of an id is kept as a whole, in whatever order and batches the writes come", async () => {
      const store = await openTestStore(database());
      const at = (second: number) => `2026-01-01T00:00:0${second}.000001Z`;
      const write = (number: number, second: number, fields: object = {}) =>
        traceText(number, { name: `at ${second}`, last_updated_at: at(second), ...fields });
      await store.put(write(1, 2), write(1, 3), write(1, 1), write(2, 1, { output: "gone" }));
      await store.put(write(1, 2), write(2, 4));

      expect(await store.getTrace(testId(1))).toMatchObject({ trace: { name: "at 3" } });
      expect((await store.getTrace(testId(2)))?.trace).toMatchObject({ name: "at 4" });
      expect((await store.getTrace(testId(2)))?.trace).not.toHaveProperty("output");
    });

    it("a store accepts any text, number or date, and each record beside it", async () => {
      const store = await openTestStore(database());
      const hostile = [
        spanText(1, { name: "x".repeat(100_000), tags: ["t".repeat(50_000), "t"], model: "€".repeat(9_000) }),
        spanText(2, { name: "nul\0 and \ud800 half", input: { "k\0": "a\0b\udc00", b: "\\u0000" } }),
        spanText(3, { start_time: "yesterday", end_time: "2026-02-31T25:00:00Z", last_updated_at: "never" }),
        spanText(4, { start_time: "+275760-09-13T00:00:00.000Z", usage: { prompt_tokens: 1e300 }, ttft: 1e308 }),
        spanText(5, { usage: { total_tokens: -1, prompt_tokens: 1.5 }, metadata: { attempt: { number: 1e12 } } }),
        spanText(6, { name: 7, tags: "no list", metadata: "text", error_info: "text", usage: [1], type: "new" }),
        { kind: "span", id: testId(7), json: `{"id":"${testId(7)}","trace_id":"${testId(0)}","input":${deep(400)}}` },
      ] as const;

      expect(await store.put(...hostile)).toEqual({ stored: hostile.length, refused: 0, unreadable: 0 });

      const { items } = await store.findSpans();
      expect(items).toHaveLength(hostile.length);
      const named = (number: number) => items.find(({ id }) => id === testId(number));
      expect(named(1)?.name).toHaveLength(500);
      expect(named(2)?.name).toBe("nul\uFFFD and \uFFFD half");
      expect(named(3)?.startTime).toBe("2026-01-01T00:00:00.000000Z");
      const [second] = (await store.getTrace(testId(0)))?.spans.filter(({ span }) => span.id === testId(2)) ?? [];
      expect(second?.span.input).toEqual({ "k\uFFFD": "a\uFFFDb\uFFFD", b: "\\u0000" });
    });

    it("what is no record is left out and counted, and the others of its batch are stored", async () => {
      const store = await openTestStore(database());
      const broken = [
        { kind: "span", id: "1", json: "{" },
        { kind: "span", id: "2", json: "[]" },
        { kind: "trace", id: "3", json: '{"id":"3"}' },
        { kind: "span", id: "4", json: JSON.stringify({ id: testId(4) }) },
        { kind: "span", id: "5", json: `{"id":"${testId(5)}","trace_id":"${testId(0)}","input":${deep(30_000)}}` },
      ] as const;

      const result = await store.put(...broken, spanText(6), traceText(0));

      expect(result).toEqual({ stored: 2, refused: 0, unreadable: broken.length });
    });

    it("a record that only the database refuses is left out, and the others of its batch are stored", async () => {
      const store = await openTestStore(database());
      await database().db.query(`ALTER TABLE ${store.names.spans} ADD CHECK (name <> 'refuse me')`);
      const spans = Array.from({ length: 40 }, (_, index) =>
        spanText(index + 1, { name: index % 13 === 5 ? "refuse me" : "fine" }),
      );

      expect(await store.put(...spans)).toEqual({ stored: 37, refused: 3, unreadable: 0 });
      expect((await store.findSpans({ name: "fine" })).items).toHaveLength(37);
    });

    it("a span whose cost is not recorded has its estimate in a column", async () => {
      const store = await openTestStore(database());
      const tokens = { usage: { prompt_tokens: 1_000_000, completion_tokens: 500_000, total_tokens: 1_500_000 } };
      const call = (index: number, fields: object) =>
        spanText(index, { type: "llm", model: "own-model", ...tokens, ...fields });
      await store.put(
        call(1, {}),
        call(2, { total_estimated_cost: 0.25 }),
        call(3, { model: "never-heard-of" }),
        call(4, { metadata: { cache_hit: true } }),
        call(5, { type: "tool" }),
        call(6, { usage: {} }),
      );

      const rows = await database().db.query(`SELECT cost, estimated_cost FROM ${store.names.spans} ORDER BY id`);
      const none = { cost: null, estimated_cost: null };

      expect(rows).toEqual([
        { cost: null, estimated_cost: 2 },
        { cost: 0.25, estimated_cost: null },
        ...[none, none, none, none],
      ]);
      expect((await store.getTrace(testId(0)))?.spans[0]?.span).not.toHaveProperty("estimated_cost");
    });

    it("a trace of a graph has the name of the graph as its agent, unless an agent is named", async () => {
      const store = await openTestStore(database());
      await store.put(
        traceText(1, { name: "support", metadata: { ls_integration: "langgraph" } }),
        traceText(2, { name: "support", metadata: { ls_integration: "langgraph", agent_name: "expert" } }),
        traceText(3, { name: "chain" }),
      );

      expect(await database().db.query(`SELECT agent FROM ${store.names.traces} ORDER BY id`)).toEqual([
        { agent: "support" },
        { agent: "expert" },
        { agent: null },
      ]);
    });
  });
}

function deep(levels: number): string {
  return "[".repeat(levels) + "]".repeat(levels);
}
