import { describe, expect, it } from "vitest";
import type { PruneOptions } from "../../../src/store/index.js";
import { SERVER_ADDRESS } from "../../support/environment.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore, type TestStore } from "../support/test-store.js";
import { DAY_MS, HOUR_MS, idAt, midnight, spanAt, traceAt } from "./dated-records.js";
import { daysOf, partitionNames } from "./partition-names.js";

export function droppedDays(database: () => TestDatabase): void {
  describe("retention in partitions", () => {
    /** Deletes what started before a moment. */
    function deleteBefore(store: TestStore, timeMs: number, options?: PruneOptions) {
      return store.deleteOlderThan((Date.now() - timeMs) / DAY_MS, options);
    }

    /** A trace with two spans at noon of each of these days, and an attachment. */
    async function fill(store: TestStore, ...daysAgo: readonly number[]): Promise<void> {
      for (const days of daysAgo) {
        const startMs = midnight(days) + 12 * HOUR_MS;
        await store.write("trace", [traceAt({ startMs })]);
        await store.write("span", [
          spanAt({ startMs }),
          spanAt({ startMs: startMs + 1, id: idAt(startMs, 2), trace_id: idAt(startMs) }),
        ]);
        const entity = { entity_type: "trace", entity_id: idAt(startMs), trace_id: idAt(startMs) };
        await store.write("attachment", [{ id: idAt(startMs, 3), ...entity, file_name: "a.txt", data: "aGk=" }]);
      }
    }

    it("retention drops the partitions of whole days, and deletes only rows of the day in which it begins", async () => {
      const store = await openTestStore(database());
      await fill(store, 20, 19, 18);
      await store.write("span", [spanAt({ startMs: midnight(18) + HOUR_MS })]);
      const relations = () => partitionNames(database().db, store.names);
      const before = await relations();

      const progress: string[] = [];
      const onProgress = ({ deleted, total }: { deleted: number; total: number }) => {
        progress.push(`${deleted} of ${total}`);
      };
      expect(await deleteBefore(store, midnight(18) + 6 * HOUR_MS, { onProgress })).toEqual({ traces: 2, spans: 5 });

      const dropped = daysOf([20, 19]).flatMap((day) => [`spans_d${day}`, `traces_d${day}`, `attachments_d${day}`]);
      expect(before).toEqual(expect.arrayContaining(dropped));
      expect(await relations()).toEqual(before.filter((name) => !dropped.includes(name)));
      expect(progress).toEqual(["3 of 7", "6 of 7", "7 of 7", "7 of 7"]);
      const rest = midnight(18) + 12 * HOUR_MS;
      expect((await store.findTraces()).items.map(({ id }) => id)).toEqual([idAt(rest)]);
      expect((await store.findSpans()).items.map(({ id }) => id)).toEqual([idAt(rest, 2), idAt(rest, 1)]);
      expect(await store.countRecords()).toMatchObject({ attachments: 1 });
    });

    it("retention by whole days, as a handler does it, leaves the day in which it begins as it is", async () => {
      const store = await openTestStore(database());
      await fill(store, 20, 19);
      const edge = midnight(19) + 18 * HOUR_MS;

      expect(await deleteBefore(store, edge, { wholeDays: true })).toEqual({ traces: 1, spans: 2 });
      expect(await store.countTraces()).toBe(1);
      expect(await deleteBefore(store, edge)).toEqual({ traces: 1, spans: 2 });
    });

    it("retention keeps the partition of a day in which one trace started later, and deletes the other rows", async () => {
      const store = await openTestStore(database());
      await fill(store, 20);
      const late = traceAt({ id: idAt(midnight(20) + HOUR_MS), startMs: midnight(2) });
      await store.write("trace", [late]);
      const before = await partitionNames(database().db, store.names);

      expect(await deleteBefore(store, midnight(10))).toEqual({ traces: 1, spans: 2 });

      expect(await partitionNames(database().db, store.names)).toEqual(before);
      expect((await store.findTraces()).items.map(({ id }) => id)).toEqual([late.id]);
    });

    it("records of a day that has been dropped get a new partition", async () => {
      const store = await openTestStore(database());
      await fill(store, 20);
      await deleteBefore(store, midnight(10));
      const other = await openTestStore({ ...database(), freshPrefix: () => store.names.prefix });
      // This one does not know that the partition has gone; the other looks.
      const startMs = midnight(20) + HOUR_MS;
      await store.write("trace", [traceAt({ startMs, name: "first" })]);
      await other.write("trace", [traceAt({ startMs, name: "second", last_updated_at: new Date().toISOString() })]);

      expect((await store.findTraces()).items).toMatchObject([{ id: idAt(startMs), name: "second" }]);
      expect(await partitionNames(database().db, store.names)).toContain(`traces_d${daysOf([20])[0] ?? ""}`);
      expect(await deleteBefore(store, midnight(10))).toEqual({ traces: 1, spans: 0 });
    });

    it("retention deletes row by row what somebody else is reading", async () => {
      const store = await openTestStore(database());
      await fill(store, 20, 19);
      const reader = await openReader(store);

      expect(await deleteBefore(store, midnight(10))).toEqual({ traces: 2, spans: 4 });

      await reader.close();
      expect(await store.countTraces()).toBe(0);
      expect(await partitionNames(database().db, store.names)).toContain(`spans_d${daysOf([20])[0] ?? ""}`);
    }, 60_000);

    it("retention counts each record once where several processes run it at once", async () => {
      const store = await openTestStore(database());
      await fill(store, 20, 19, 18, 17);

      const pruned = await Promise.all(Array.from({ length: 4 }, () => deleteBefore(store, midnight(10))));

      expect(pruned.reduce((sum, { traces }) => sum + traces, 0)).toBe(4);
      expect(pruned.reduce((sum, { spans }) => sum + spans, 0)).toBe(8);
      expect(await store.countRecords()).toEqual({ traces: 0, spans: 0, attachments: 0 });
    });
  });
}

/** Somebody who has read all tables and has not ended the transaction. */
async function openReader({ names }: TestStore) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: SERVER_ADDRESS ?? "" });
  await client.connect();
  await client.query("BEGIN");
  for (const table of [names.spans, names.traces, names.attachments]) await client.query(`SELECT FROM ${table}`);
  return { close: () => client.end() };
}
