import { beforeAll, describe, expect, it } from "vitest";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore, type TestStore } from "../support/test-store.js";

export function listedTraces(database: () => TestDatabase): void {
  describe("lists of traces", () => {
    let store: TestStore;
    beforeAll(async () => {
      store = await openTestStore(database());
      const summary = { errors: 2, retries: 0, fallbacks: 1 };
      await store.put(
        traceText(0, { thread_id: "t-1", input: { question: "Why?" }, metadata: { summary } }),
        traceText(1, { thread_id: "t-2", metadata: { summary: { errors: -1, retries: "many" } } }),
        spanText(10),
        spanText(11, { trace_id: testId(90), type: "llm", model: "m", start_time: "2026-01-02T00:00:00Z" }),
        spanText(12, { trace_id: testId(91), start_time: "2026-01-03T00:00:00Z" }),
      );
    });

    it("lists of traces tell what went wrong in each, and the input where it is asked for", async () => {
      const [plain] = (await store.findTraces({ thread: "t-1" })).items;
      expect(plain).toMatchObject({ errors: 2, retries: 0, fallbacks: 1 });
      expect(plain).not.toHaveProperty("input");
      const [, asked] = (await store.findTraces({ withInput: true })).items;
      expect(asked).toMatchObject({ id: testId(0), input: { question: "Why?" } });
    });

    it("lists of traces leave out counts that a record does not have", async () => {
      const [told] = (await store.findTraces({ thread: "t-2", withInput: true })).items;
      expect(Object.keys(told ?? {})).toEqual(expect.not.arrayContaining(["errors", "retries", "fallbacks", "input"]));
    });

    it("traces can be counted before they are read", async () => {
      expect(await store.countTraces()).toBe(2);
      expect(await store.countTraces({ thread: "t-1" })).toBe(1);
      expect(await store.countTraces({ window: { from: "2026-01-02T00:00:00Z" } })).toBe(0);
    });

    it("traces are counted with their spans and with the spans whose trace is not stored", async () => {
      for (const filter of [{}, { thread: "t-1" }, { model: "m" }]) {
        const { items } = await store.readTraces(filter);
        const orphans = (await store.readOrphanSpans(filter)).items;
        const spans = items.reduce((sum, one) => sum + one.spans.length, orphans.length);
        expect(await store.countRecords(filter)).toEqual({ traces: items.length, spans, attachments: 0 });
      }
    });

    it("spans whose trace is not stored can be read page by page", async () => {
      const idsOf = async (filter: object) => (await store.readOrphanSpans(filter)).items.map(({ id }) => id);
      expect(await idsOf({})).toEqual([testId(12), testId(11)]);
      expect(await idsOf({ model: "m" })).toEqual([testId(11)]);
      expect(await idsOf({ thread: "t-1" })).toEqual([]);
      const { next = "" } = await store.readOrphanSpans({ limit: 1 });
      expect(await idsOf({ limit: 1, after: next })).toEqual([testId(11)]);
    });

    it("a trace is found by the beginning or the end of its id", async () => {
      expect(await store.findTraceIds(testId(1).slice(-12).toUpperCase())).toEqual([testId(1)]);
      expect([...(await store.findTraceIds(testId(1).slice(0, 8)))].sort()).toEqual([testId(0), testId(1)]);
      expect(await store.findTraceIds(testId(1).slice(-7))).toEqual([]);
      expect(await store.countTraceIds(testId(1).slice(-7).toUpperCase())).toBe(1);
      expect(await store.countTraceIds(testId(1).slice(0, 3))).toBe(2);
    });

    it.each(["%", "%%%%%%%%", "________", "' OR '1'='1", "'; DROP TABLE traces; --", ""])(
      "no trace is found by %j as a part of its id",
      async (part) => {
        expect(await store.findTraceIds(part)).toEqual([]);
        expect(await store.countTraceIds(part)).toBe(0);
        expect(await store.countTraces({ name: part })).toBe(0);
        expect((await store.readOrphanSpans({ name: part })).items).toEqual([]);
      },
    );
  });
}
