import { expect, it, onTestFinished } from "vitest";
import { StoreUpkeep } from "../../src/viewer/store-upkeep.js";
import { openTestPglite } from "../store/support/databases.js";
import { openTestStore } from "../store/support/test-store.js";
import { spanText, testId, traceText } from "../support/opik-server/record-texts.js";
import { deferred } from "../support/time/deferred.js";

async function openStore() {
  const database = await openTestPglite();
  onTestFinished(() => database.remove());
  return openTestStore(database);
}

it("the statistics of a store's tables are refreshed when there are none, and again after many records", async () => {
  const store = await openStore();
  await store.put(traceText(1));
  let looks = 0;
  const counted = {
    ...store,
    refreshStatistics: () => {
      looks += 1;
      return store.refreshStatistics();
    },
  };
  const first = new StoreUpkeep(counted, 0);
  await first.close();
  expect(looks).toBe(1);
  expect(await store.hasStatistics()).toBe(true);

  const second = new StoreUpkeep(counted, 0);
  second.wrote(19_999);
  second.wrote(1);
  await second.close();
  expect(looks).toBe(2);
});

it("what is past retention is deleted when something is written, and not by somebody who only reads", async () => {
  const store = await openStore();
  const startTime = new Date().toISOString();
  await store.put(traceText(1), traceText(2, { start_time: startTime }), spanText(11));

  await new StoreUpkeep(store, 90).close();
  expect((await store.findTraces()).items).toHaveLength(2);
  const upkeep = new StoreUpkeep(store, 90);
  upkeep.wrote(1);
  await upkeep.close();

  expect((await store.findTraces()).items.map(({ id }) => id)).toEqual([testId(2)]);
});

it("the room of what was deleted is free for what comes next, as soon as nobody writes", async () => {
  const database = await openTestPglite();
  onTestFinished(() => database.remove());
  const store = await openTestStore(database);
  const freed = deferred();
  const upkeep = new StoreUpkeep({ ...store, freeSpace: () => store.freeSpace().finally(freed.resolve) }, 0, 0);
  const spans = Array.from({ length: 500 }, (_, index) => spanText(index + 1, { input: { text: "x".repeat(1_000) } }));
  const bytes = async () => {
    const [row] = await database.db.query(
      "SELECT sum(pg_table_size(oid))::int AS bytes FROM pg_class WHERE relkind = 'r' AND relname LIKE '%spans'",
    );
    return Number(row?.["bytes"]);
  };
  await store.put(traceText(0), ...spans);
  const full = await bytes();

  await store.deleteTraces([testId(0)]);
  expect(await bytes()).toBeGreaterThanOrEqual(full);
  upkeep.deleted();
  await freed.promise;
  await upkeep.close();

  expect(await bytes()).toBeLessThan(full / 2);
});
