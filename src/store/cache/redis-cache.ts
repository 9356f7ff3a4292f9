import { isObject } from "../../records/json/json-object.js";
import { systemClock } from "../../runtime/system-clock.js";
import { withinTime } from "../../runtime/within-time.js";
import { ALL_TIME, type CachedResult, type CoveredTime, type MetricsCache, overlap } from "./metrics-cache.js";

const CONNECT_TIMEOUT_MS = 2_000;

/** A Redis that hangs costs a query no more than this, and is then not used for a while. */
const COMMAND_TIMEOUT_MS = 500;
const AWAY_MS = 5_000;
/** Longer than any result is kept. */
const INDEX_TTL_MS = 600_000;

interface IndexEntry extends CoveredTime {
  readonly expiresAtMs: number;
}

/** What the index holds for each result. */
type Index = Readonly<Record<string, string>>;

/**
 * Results in Redis, shared by the processes of one database: a write by one drops the results of all. While Redis
 * cannot be reached, nothing is cached.
 *
 * @param scope - distinguishes databases
 */
export async function redisCache(address: string, scope: string): Promise<MetricsCache> {
  const client = await openClient(address);
  const names = keysOf(scope);
  let awayUntilMs = 0;
  /** Something was written while Redis could not be reached: its results may be older. */
  let missedDrop = false;
  const orElse = async <T>(work: () => Promise<T>, other: T): Promise<T> => {
    if (systemClock.wallTimeMs() < awayUntilMs) return other;
    try {
      return await withinTime(work(), COMMAND_TIMEOUT_MS);
    } catch {
      awayUntilMs = systemClock.wallTimeMs() + AWAY_MS;
      return other;
    }
  };
  const remove = async (keys: readonly string[]) => {
    if (keys.length === 0) return;
    await client.del(keys.map(names.result));
    await client.hDel(names.index, [...keys]);
  };
  const drop = async (time: CoveredTime) => {
    await client.incr(names.version);
    await remove(outdated(await client.hGetAll(names.index), time));
    return true;
  };
  const version = async () => Number((await client.get(names.version)) ?? 0);
  return {
    get: (key) =>
      orElse(async () => {
        if (missedDrop) missedDrop = !(await drop(ALL_TIME));
        return (await client.get(names.result(key))) ?? undefined;
      }, undefined),
    version: () => orElse(version, Number.NaN),
    set: ({ key, covers, json, ttlMs }, asked) =>
      orElse(async () => {
        const entry: IndexEntry = { ...covers, expiresAtMs: systemClock.wallTimeMs() + ttlMs };
        await client.hSet(names.index, key, JSON.stringify(entry));
        await client.pExpire(names.index, INDEX_TTL_MS);
        await client.set(names.result(key), json, { expiration: { type: "PX", value: ttlMs } });
        // Read last: anyone who drops results from now on finds this one in the index.
        if ((await version()) !== asked) await remove([key]);
      }, undefined),
    async drop(time) {
      if (!(await orElse(() => drop(time), false))) missedDrop = true;
    },
    async close() {
      await withinTime(client.close(), COMMAND_TIMEOUT_MS).catch(() => {
        client.destroy();
      });
    },
  };
}

async function openClient(address: string) {
  const { createClient } = await import(/* webpackIgnore: true */ "@redis/client").catch(rethrow);
  const client = createClient({
    url: address,
    // A command fails immediately where there is no connection: a query waits for the database alone.
    disableOfflineQueue: true,
    socket: { connectTimeout: CONNECT_TIMEOUT_MS },
  });
  // Without a listener a lost connection would end the host's process.
  client.on("error", () => undefined);
  client.unref();
  // Not for long: the client goes on trying.
  await withinTime(client.connect(), CONNECT_TIMEOUT_MS).catch(() => undefined);
  return client;
}

function keysOf(scope: string) {
  const prefix = `langchain-opik:metrics:${scope}`;
  return {
    index: `${prefix}:index`,
    version: `${prefix}:version`,
    result: (key: CachedResult["key"]) => `${prefix}:result:${key}`,
  };
}

/** The results that cover a part of this time, and those that have expired. */
function outdated(index: Index, time: CoveredTime): string[] {
  return Object.entries(index).flatMap(([key, json]) => {
    const entry: unknown = JSON.parse(json);
    return isIndexEntry(entry) && entry.expiresAtMs > systemClock.wallTimeMs() && !overlap(entry, time) ? [] : [key];
  });
}

function isIndexEntry(value: unknown): value is IndexEntry {
  return isObject(value) && "from" in value && "to" in value && "expiresAtMs" in value;
}

function rethrow(error: unknown): never {
  throw error;
}
