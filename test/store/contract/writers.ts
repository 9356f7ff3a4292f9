import { describe, expect, it } from "vitest";
import { NO_CACHE } from "../../../src/store/cache/metrics-cache.js";
import type { StoreProblem } from "../../../src/store/store-problem.js";
import { traceStore } from "../../../src/store/trace-store.js";
import { deferred } from "../../support/deferred.js";
import { spanText, spanTexts } from "../../support/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore, writeTo } from "../support/test-store.js";

export function writers(database: () => TestDatabase): void {
  describe("a writer", () => {
    it("stores what comes without being flushed", async () => {
      const store = await openTestStore(database());
      const writer = store.writer({ maxWaitMs: 1 });
      for (const record of spanTexts(3)) writer.accept(record);

      await expect.poll(async () => (await store.findSpans()).items.length, { timeout: 20_000 }).toBe(3);
      await writer.close();
    });

    it("shares the tables with seven others that write the same ids", async () => {
      const store = await openTestStore(database());
      const writes = Array.from({ length: 8 }, (_, index) => {
        const records = spanTexts(300, { name: `writer ${index}` });
        return writeTo(store, index % 2 === 0 ? records : records.reverse());
      });

      for (const result of await Promise.all(writes)) expect(result).toMatchObject({ delivered: 300, dropped: {} });
      const { items } = await store.findSpans({ limit: 1000 });
      expect(items).toHaveLength(300);
    });

    it("waits for a database that fails, says so once, and loses nothing", async () => {
      const store = await openTestStore(database());
      const { spans } = store.names;
      const problems: StoreProblem[] = [];
      const told = deferred();
      const writer = store.writer({
        retryBaseMs: 1,
        retryCapMs: 5,
        maxAttempts: Number.POSITIVE_INFINITY,
        onProblem: (problem) => {
          problems.push(problem);
          told.resolve();
        },
      });
      await database().db.query(`ALTER TABLE ${spans} RENAME TO ${spans}_away`);
      for (const record of spanTexts(5)) writer.accept(record);
      const flushed = writer.flush({ timeoutMs: 60_000 });
      await told.promise;
      await database().db.query(`ALTER TABLE ${spans}_away RENAME TO ${spans}`);

      expect(await flushed).toMatchObject({ delivered: 5, waiting: 0, dropped: {} });
      expect(problems.map(({ kind }) => kind)).toEqual(["retrying"]);
      await writer.close();
    });

    it("drops what a database refuses to the end, and counts it", async () => {
      const { names } = await openTestStore(database());
      const missing = { ...names, spans: `${names.prefix}missing` };
      const writer = traceStore({
        db: database().db,
        names: missing,
        place: "here",
        prices: {},
        cache: NO_CACHE,
      }).writer({
        retryBaseMs: 0,
        maxAttempts: 2,
      });
      for (const record of spanTexts(2)) writer.accept(record);

      expect(await writer.flush()).toMatchObject({ delivered: 0, waiting: 0, dropped: { unreachable: 2 } });
      expect(await writer.close()).toMatchObject({ dropped: {} });
    });

    it("holds no more than its bounds, and takes nothing after its end", async () => {
      const writer = (await openTestStore(database())).writer({ maxQueueRecords: 2 });
      for (const record of spanTexts(3)) writer.accept(record);

      expect(await writer.close()).toMatchObject({ delivered: 2, dropped: { queue_full: 1 } });
      writer.accept(spanText(4));
      expect(await writer.close()).toMatchObject({ delivered: 0, waiting: 0, dropped: { closed: 1 } });
    });
  });
}
