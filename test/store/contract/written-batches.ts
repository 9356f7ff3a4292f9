import { describe, expect, it } from "vitest";
import { NO_CACHE } from "../../../src/store/cache/metrics-cache.js";
import { collectorStore } from "../../../src/store/collector-store.js";
import type { Db, Param } from "../../../src/store/db/db.js";
import { StoreError } from "../../../src/store/store-error.js";
import type { TraceStore } from "../../../src/store/trace-store.js";
import { spanText, spanTexts } from "../../support/opik-server/record-texts.js";
import { textMatching } from "../../support/traces/text-matchers.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore, type TestStore, writeTo } from "../support/test-store.js";

interface Watch {
  /** The number is that of the transaction that writes spans, from 1 on. */
  readonly beforeTransaction?: (number: number) => Promise<unknown>;
  readonly beforeStatement?: (params: readonly Param[]) => void;
}

/** The same tables, through a database that is watched. */
function storeOver({ names }: TestStore, db: Db, { beforeTransaction, beforeStatement }: Watch): TraceStore {
  let number = 0;
  const watched: Db = {
    ...db,
    async transaction(statements) {
      const writes = statements.filter(({ sql }) => sql.startsWith(`INSERT INTO ${names.spans} `));
      if (writes.length > 0) {
        number += 1;
        await beforeTransaction?.(number);
      }
      for (const { params = [] } of writes) beforeStatement?.(params);
      return db.transaction(statements);
    },
  };
  return collectorStore({ db: watched, names, place: "here", prices: {}, cache: NO_CACHE });
}

export function writtenBatches(database: () => TestDatabase): void {
  describe("writing many records", () => {
    it("a store writes 500 records at a time, and reports on all of them together", async () => {
      const own = await openTestStore(database());
      const storedBefore: number[] = [];
      const store = storeOver(own, database().db, {
        beforeTransaction: async () => storedBefore.push((await own.findSpans({ limit: 1000 })).items.length),
      });

      const { db } = database();
      await db.query(`ALTER TABLE ${own.names.spans} ADD CHECK (name <> 'refuse me')`);
      expect(await writeTo(store, spanTexts(1_000))).toEqual({ stored: 1_000, refused: 0, unreadable: 0 });
      expect(storedBefore).toEqual([0, 500]);

      const broken = { kind: "span", id: "none", json: "{}" } as const;
      const mixed = [...spanTexts(499), broken, ...spanTexts(1, { name: "refuse me" })];
      expect(await writeTo(store, mixed)).toEqual({ stored: 499, refused: 1, unreadable: 1 });
    });

    it("a statement has no more than a few megabytes of records, unless a single record is larger", async () => {
      const own = await openTestStore(database());
      const sizes: number[] = [];
      const store = storeOver(own, database().db, {
        beforeStatement: ([list]) => sizes.push(String(list).length),
      });
      const large = spanTexts(8, { input: "x".repeat(1_000_000) });

      expect(await writeTo(store, [...large, spanText(9, { input: "x".repeat(5_000_000) })])).toMatchObject({
        stored: 9,
      });
      expect(sizes.map((size) => Math.floor(size / 1_000_000))).toEqual([3, 3, 2, 5]);
      expect((await own.findSpans()).items).toHaveLength(9);
    });

    it("eight writers can write the same ids at once", async () => {
      const store = await openTestStore(database());
      const writes = Array.from({ length: 8 }, (_, index) => {
        const records = spanTexts(300, { name: `writer ${index}` });
        return writeTo(store, index % 2 === 0 ? records : records.reverse());
      });

      for (const counts of await Promise.all(writes))
        expect(counts).toEqual({ stored: 300, refused: 0, unreadable: 0 });
      const { items } = await store.findSpans({ limit: 1000 });
      expect(items).toHaveLength(300);
    });

    it("the error of a database that fails between two batches says what is stored, and all can be written again", async () => {
      const own = await openTestStore(database());
      const { db } = database();
      const { spans } = own.names;
      const store = storeOver(own, db, {
        beforeTransaction: async (number) =>
          number === 2 && (await db.query(`ALTER TABLE ${spans} RENAME TO ${spans}_away`)),
      });

      const failure = await writeTo(store, spanTexts(1_200)).catch((error: unknown) => error);
      await db.query(`ALTER TABLE ${spans}_away RENAME TO ${spans}`);
      expect(failure).toBeInstanceOf(StoreError);
      expect(failure).toMatchObject({
        code: "foreign_schema",
        message: textMatching(/^langchain-opik: .* At least 500 of 1200 records are stored; all may be /),
      });
      expect((await own.findSpans({ limit: 1000 })).items).toHaveLength(500);

      expect(await writeTo(store, spanTexts(1_200))).toEqual({ stored: 1_200, refused: 0, unreadable: 0 });
      expect((await own.findSpans({ name: "span", limit: 1 })).items).toHaveLength(1);
    });
  });
}
