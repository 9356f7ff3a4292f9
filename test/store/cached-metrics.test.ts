import { randomUUID } from "node:crypto";
import { createClient } from "@redis/client";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { isoTime } from "../../src/records/clock.js";
import { memoryCache } from "../../src/store/cache/memory-cache.js";
import type { MetricsCache } from "../../src/store/cache/metrics-cache.js";
import { redisCache } from "../../src/store/cache/redis-cache.js";
import { collectorStore } from "../../src/store/collector-store.js";
import { openTraceStore } from "../../src/store/index.js";
import type { TraceStore } from "../../src/store/trace-store.js";
import { REDIS_ADDRESS } from "../support/environment.js";
import { spanText, traceText } from "../support/opik-server/record-texts.js";
import { openTestPglite, type TestDatabase } from "./support/databases.js";
import { startFreezingProxy } from "./support/freezing-proxy.js";
import { openTestStore, writeTo } from "./support/test-store.js";

/** `.ci/run` sets it. */

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestPglite();
}, 120_000);
afterAll(() => database.remove());

interface CountedStore extends TraceStore {
  readonly queries: () => number;
}

/** Stores over tables of their own, which share them and tell how often their database was asked. */
async function openStores(...caches: readonly MetricsCache[]): Promise<readonly CountedStore[]> {
  const { names } = await openTestStore(database);
  return caches.map((cache) => {
    let queries = 0;
    const db: typeof database.db = {
      ...database.db,
      query: (sql, params) => {
        queries += 1;
        return database.db.query(sql, params);
      },
    };
    return { ...collectorStore({ db, names, place: "here", prices: {}, cache }), queries: () => queries };
  });
}

function minutesAgo(minutes: number) {
  const micros = (Date.now() - minutes * 60_000) * 1000;
  return { start_time: isoTime(micros), end_time: isoTime(micros + 1000) };
}

async function openRedisCache(scope: string = randomUUID(), address = REDIS_ADDRESS ?? ""): Promise<MetricsCache> {
  const cache = await redisCache(address, scope);
  onTestFinished(() => cache.close());
  return cache;
}

const CACHES = [
  { name: "memory", open: () => Promise.resolve(memoryCache()) },
  ...(REDIS_ADDRESS === undefined ? [] : [{ name: "Redis", open: () => openRedisCache() }]),
];

describe.each(CACHES)("metrics cached in $name", ({ open }) => {
  it("cached metrics answer again without the database, each query for itself", async () => {
    const [store] = await openStores(await open());
    if (store === undefined) throw new Error("There is a store.");
    await writeTo(store, [traceText(1, minutesAgo(5))]);

    const first = await store.latencyStats({ window: "1h", name: "trace" });
    const asked = store.queries();
    expect(first).toMatchObject([{ runs: 1, meanMs: 1 }]);
    expect(await store.latencyStats({ name: "trace", window: "1h" })).toEqual(first);
    expect(store.queries()).toBe(asked);

    expect(await store.latencyStats({ window: "1h", name: "other" })).toEqual([]);
    expect(await store.errorStats({ window: "1h", name: "trace" })).toMatchObject({ rates: [{ runs: 1 }] });
    expect(store.queries()).toBeGreaterThan(asked + 1);
  });

  it("cached metrics are dropped when a record falls into their window, and not before", async () => {
    const [store] = await openStores(await open());
    if (store === undefined) throw new Error("There is a store.");
    const runsIn = async (window: string) => (await store.errorStats({ window })).rates[0]?.runs ?? 0;
    await store.write("trace", [JSON.parse(traceText(1, minutesAgo(5)).json)]);
    expect([await runsIn("1h"), await runsIn("24h")]).toEqual([1, 1]);

    await store.write("trace", [JSON.parse(traceText(2, minutesAgo(90)).json)]);
    const asked = store.queries();
    expect(await runsIn("1h")).toBe(1);
    expect(store.queries()).toBe(asked);
    expect(await runsIn("24h")).toBe(2);

    await store.deleteOlderThan(1 / 24);
    expect(await runsIn("24h")).toBe(1);
  });

  it("metrics are computed once for all who ask at the same time, and again for whoever asks after a write", async () => {
    const [store] = await openStores(await open());
    if (store === undefined) throw new Error("There is a store.");
    const runs = async () => (await store.latencyStats({ window: "1h" }))[0]?.runs ?? 0;
    await runs();
    await store.write("trace", [JSON.parse(traceText(1, minutesAgo(5)).json)]);
    const before = store.queries();
    expect(await Promise.all([runs(), runs(), runs()])).toEqual([1, 1, 1]);
    expect(store.queries()).toBe(before + 1);
  });

  it("cached metrics that depend on a trace are dropped when that trace ends in their window", async () => {
    const [store] = await openStores(await open());
    if (store === undefined) throw new Error("There is a store.");
    const inThread = async () => (await store.latencyStats({ window: "1h", by: "name", thread: "t" })).length;
    await store.write("span", [JSON.parse(spanText(1, minutesAgo(5)).json)]);
    expect(await inThread()).toBe(0);
    const { start_time } = minutesAgo(90);
    await store.write("trace", [JSON.parse(traceText(0, { ...minutesAgo(4), start_time, thread_id: "t" }).json)]);
    expect(await inThread()).toBe(1);
  });

  it("metrics are not cached where a record came while they were computed", async () => {
    const cache = await open();
    const covers = { from: "", to: "~" };
    const version = await cache.version();
    await cache.drop({ from: "2026", to: "2026" });
    await cache.set({ key: "k", covers, json: "1", ttlMs: 60_000 }, version);
    expect(await cache.get("k")).toBeUndefined();
    await cache.set({ key: "k", covers, json: "2", ttlMs: 60_000 }, await cache.version());
    expect(await cache.get("k")).toBe("2");
  });
});

it("metrics in memory are kept for 60 s where the window is an hour or less, and otherwise for 300 s", async () => {
  let nowMs = Date.now();
  const [store] = await openStores(memoryCache(() => nowMs));
  if (store === undefined) throw new Error("There is a store.");
  const asksAfter = async (ms: number, window: string) => {
    await store.cacheStats({ window });
    const asked = store.queries();
    nowMs += ms;
    await store.cacheStats({ window });
    return store.queries() > asked;
  };
  expect([await asksAfter(59_000, "1h"), await asksAfter(60_000, "15m")]).toEqual([false, true]);
  expect([await asksAfter(299_000, "24h"), await asksAfter(300_000, "7d")]).toEqual([false, true]);
});

describe.skipIf(REDIS_ADDRESS === undefined)("metrics cached in Redis (needs TEST_REDIS_URL)", () => {
  it("metrics in Redis are dropped when another process writes, and expire by themselves", async () => {
    const scope = randomUUID();
    const [reader, writer] = await openStores(await openRedisCache(scope), await openRedisCache(scope));
    if (reader === undefined || writer === undefined) throw new Error("There are two stores.");
    expect(await reader.latencyStats({ window: "15m" })).toEqual([]);
    const redis = await createClient({ url: REDIS_ADDRESS ?? "" }).connect();
    onTestFinished(() => redis.close());
    const [key = ""] = await redis.keys(`langchain-opik:metrics:${scope}:result:*`);
    expect(await redis.pTTL(key)).toBeGreaterThan(0);
    expect(await redis.pTTL(key)).toBeLessThanOrEqual(60_000);

    await writer.write("trace", [JSON.parse(traceText(1, minutesAgo(5)).json)]);
    expect(await reader.latencyStats({ window: "15m" })).toMatchObject([{ runs: 1 }]);
  });
});

it("metrics in memory make room for newer ones where they are large", async () => {
  const cache = memoryCache();
  const set = (key: string, size: number) =>
    cache.set({ key, covers: { from: "", to: "~" }, json: "x".repeat(size), ttlMs: 60_000 }, 0);
  await set("small", 1);
  await set("large", 15_000_000);
  expect(await cache.get("small")).toBe("x");
  await set("larger", 16_000_000);
  expect(await cache.get("small")).toBeUndefined();
  expect(await cache.get("large")).toBeUndefined();
  expect(await cache.get("larger")).toHaveLength(16_000_000);
  await set("too large", 21_000_000);
  expect(await cache.get("too large")).toBeUndefined();
});

it.skipIf(REDIS_ADDRESS === undefined)("a Redis that hangs holds up no answer (needs TEST_REDIS_URL)", async () => {
  const proxy = await startFreezingProxy(new URL(REDIS_ADDRESS ?? ""));
  onTestFinished(() => {
    proxy.close();
  });
  const cache = await openRedisCache(randomUUID(), `redis://127.0.0.1:${proxy.port}`);
  const [store] = await openStores(cache);
  if (store === undefined) throw new Error("There is a store.");
  expect(await store.latencyStats({ window: "1h" })).toEqual([]);
  proxy.freeze();

  await store.write("trace", [JSON.parse(traceText(1, minutesAgo(5)).json)]);
  expect(await store.latencyStats({ window: "1h" })).toMatchObject([{ runs: 1 }]);
});

it("a store answers although its Redis is away", { timeout: 60_000 }, async () => {
  const [store] = await openStores(await openRedisCache("away", "redis://127.0.0.1:9"));
  expect(await store?.latencyStats()).toEqual([]);
});

it.each(["", "disk", "http://me:hush@host"])("a store refuses the cache %j", async (cache) => {
  const options: object = { cache };
  const refused = openTraceStore("./never-made", options);
  await expect(refused).rejects.toMatchObject({ code: "bad_option" });
  await expect(refused).rejects.not.toThrow("hush");
});
