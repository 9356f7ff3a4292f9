import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_CACHE } from "../../../src/store/cache/metrics-cache.js";
import { collectorStore } from "../../../src/store/collector-store.js";
import type { Param } from "../../../src/store/db/db.js";
import type { TraceStore } from "../../../src/store/index.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore, type TestStore } from "../support/test-store.js";
import { DAY_MS, HOUR_MS, idAt, midnight, spanAt, traceAt } from "./dated-records.js";
import { daysOf } from "./partition-names.js";

interface AskedStatement {
  readonly sql: string;
  readonly params: readonly Param[];
}

export function readPartitions(database: () => TestDatabase): void {
  describe("reading from partitions", () => {
    /** The partitions of a table that the database looks into for what the store asks. */
    async function lookedInto({ names }: TestStore, ask: (store: TraceStore) => Promise<unknown>): Promise<string[]> {
      const { db } = database();
      const asked: AskedStatement[] = [];
      const watched: typeof db = {
        ...db,
        query: (sql, params = []) => {
          asked.push({ sql, params });
          return db.query(sql, params);
        },
      };
      await ask(collectorStore({ db: watched, names, place: "here", prices: {}, cache: NO_CACHE }));
      const found = new Set<string>();
      for (const { sql, params } of asked) {
        const plan = await db.query(`EXPLAIN ${sql}`, params);
        for (const line of plan.map((row) => String(row["QUERY PLAN"]))) {
          for (const [name] of line.matchAll(new RegExp(`(?<= on ${names.prefix})(?:spans|traces)_\\w+`, "g")))
            found.add(name);
        }
      }
      return [...found].sort();
    }

    async function openFilledStore(): Promise<TestStore> {
      const store = await openTestStore(database());
      for (const days of [9, 8, 7, 6, 5, 4]) {
        const startMs = midnight(days) + 12 * HOUR_MS;
        await store.write("trace", [traceAt({ startMs, agent: "support" })]);
        await store.write("span", [spanAt({ startMs })]);
      }
      return store;
    }

    const noon = (daysAgo: number) => new Date(midnight(daysAgo) + 12 * HOUR_MS);

    it("reading a stretch of time looks into the partitions of its days and into the default one", async () => {
      const store = await openFilledStore();
      const window = { from: noon(7), to: noon(6) };
      const [day7 = "", day6 = ""] = daysOf([7, 6]);
      const ofTraces = [`traces_d${day7}`, `traces_d${day6}`, "traces_default"];
      const ofSpans = [`spans_d${day7}`, `spans_d${day6}`, "spans_default"];

      expect(await lookedInto(store, (watched) => watched.findTraces({ window }))).toEqual(ofTraces);
      expect(await lookedInto(store, (watched) => watched.findSpans({ window }))).toEqual(ofSpans);
      expect(await lookedInto(store, (watched) => watched.tokenStats({ window }))).toEqual(ofSpans);
      const both = [...ofSpans, ...ofTraces];
      expect(await lookedInto(store, (watched) => watched.latencyStats({ window, by: "agent" }))).toEqual(both);
      expect(await lookedInto(store, (watched) => watched.countRecords({ window }))).toEqual(both);
    });

    it("reading a trace looks into one partition of each table", async () => {
      const store = await openFilledStore();
      const [day = ""] = daysOf([7]);

      expect(await lookedInto(store, (watched) => watched.getTrace(idAt(noon(7).getTime())))).toEqual([
        `spans_d${day}`,
        `traces_d${day}`,
      ]);
    });

    it("a trace is found although it started on another day than its id says, also when its start changes", async () => {
      const store = await openFilledStore();
      const id = idAt(midnight(9) + HOUR_MS);
      const write = (startMs: number, updated: string) =>
        store.write("trace", [traceAt({ id, name: "moved", startMs, last_updated_at: updated })]);
      const isFound = async (daysAgo: number) =>
        (await store.findTraces({ window: { from: noon(daysAgo + 1), to: noon(daysAgo) }, name: "moved" })).items
          .length === 1;

      await write(noon(9).getTime() - HOUR_MS, "2026-01-01T00:00:00Z");
      expect([await isFound(9), await isFound(5), await isFound(300)]).toEqual([true, false, false]);
      await write(noon(5).getTime() - HOUR_MS, "2026-01-02T00:00:00Z");
      expect([await isFound(9), await isFound(5), await isFound(300)]).toEqual([false, true, false]);
      await write(noon(300).getTime() - HOUR_MS, "2026-01-03T00:00:00Z");
      expect([await isFound(9), await isFound(5), await isFound(300)]).toEqual([false, false, true]);
    });

    it("a trace that another process has just stored is found", async () => {
      const store = await openFilledStore();
      const other = await openTestStore({ ...database(), freshPrefix: () => store.names.prefix });
      await other.write("trace", [traceAt({ id: idAt(midnight(9) + HOUR_MS), startMs: noon(300).getTime() })]);
      await store.write("trace", [traceAt({ id: idAt(midnight(9) + 2 * HOUR_MS), startMs: noon(200).getTime() })]);

      for (const reader of [store, other]) {
        expect(await reader.countTraces({ window: { from: noon(301), to: noon(299) } })).toBe(1);
        expect(await reader.countTraces({ window: { from: noon(201), to: noon(199) } })).toBe(1);
      }
    });

    it("partitioned tables give what whole tables give, for any times and ids", { timeout: 120_000 }, async () => {
      const partitioned = await openTestStore(database());
      const whole = await openTestStore({ ...database(), partitions: "none" });
      const days = fc.constantFrom(-3, 0, 1, 2, 3, 4, 5, 500);
      const moment = fc.record({ days, ms: fc.nat(DAY_MS - 1) }).map((at) => midnight(at.days) + at.ms);
      const span = fc.record({ traceMs: moment, startMs: moment, number: fc.nat(5), isLater: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(fc.array(span, { minLength: 1, maxLength: 12 }), moment, moment, async (spans, one, other) => {
          const records = spans.map(({ traceMs, startMs, number, isLater }) => ({
            ...spanAt({ id: idAt(traceMs, number), trace_id: idAt(traceMs), startMs, type: "llm", model: "own-model" }),
            last_updated_at: new Date(midnight(0) + (isLater ? 1 : 0)).toISOString(),
          }));
          const window = { from: new Date(Math.min(one, other)), to: new Date(Math.max(one, other)) };
          const answers = [];
          for (const store of [partitioned, whole]) {
            await store.write("span", records);
            await store.write(
              "trace",
              records.map(({ trace_id, start_time }) => ({ ...traceAt({ id: trace_id, startMs: 0 }), start_time })),
            );
            answers.push({
              spans: await store.findSpans({ window, limit: 1000 }),
              traces: await store.readTraces({ window, limit: 1000 }),
              counts: await store.countRecords({ window }),
              latencies: await store.latencyStats({ window, by: "model" }),
              errors: await store.errorStats({ window }),
            });
          }
          expect(answers[0]).toEqual(answers[1]);
        }),
        { numRuns: 15 },
      );
      expect(await partitioned.countRecords()).toEqual(await whole.countRecords());
    });
  });
}
