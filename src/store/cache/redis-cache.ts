import { type CachedResult, type CoveredTime, type MetricsCache, overlap } from "./metrics-cache.js";

const CONNECT_TIMEOUT_MS = 2_000;

/** What the index says of each result. */
type Index = Readonly<Record<string, string>>;

/**
 * Results in Redis, which processes of one database share: what one writes drops what all would read. While Redis is
 * away, nothing is cached.
 *
 * @param scope - tells databases apart
 */
export async function redisCache(address: string, scope: string): Promise<MetricsCache> {
  const { createClient } = await import(/* webpackIgnore: true */ "@redis/client").catch(rethrow);
  const client = createClient({
    url: address,
    // A command fails at once where there is no connection: a query waits for the database alone.
    disableOfflineQueue: true,
    socket: { connectTimeout: CONNECT_TIMEOUT_MS },
  });
  // Without a listener a lost connection would end the host's process.
  client.on("error", () => undefined);
  client.unref();
  await connected(client.connect());
  const names = keysOf(scope);
  return {
    get: (key) => orElse(async () => (await client.get(names.result(key))) ?? undefined, undefined),
    version: () => orElse(async () => Number((await client.get(names.version)) ?? 0), Number.NaN),
    set: (result, version) =>
      orElse(async () => {
        if (Number((await client.get(names.version)) ?? 0) !== version) return;
        await client.hSet(names.index, result.key, JSON.stringify(result.covers));
        await client.set(names.result(result.key), result.json, { expiration: { type: "PX", value: result.ttlMs } });
      }, undefined),
    drop: (time) =>
      orElse(async () => {
        await client.incr(names.version);
        const dropped = overlapping(await client.hGetAll(names.index), time);
        if (dropped.length === 0) return;
        await client.del(dropped.map(names.result));
        await client.hDel(names.index, dropped);
      }, undefined),
    close: () => orElse(() => client.close(), undefined),
  };
}

function keysOf(scope: string) {
  const prefix = `langchain-opik:metrics:${scope}`;
  return {
    index: `${prefix}:index`,
    version: `${prefix}:version`,
    result: (key: CachedResult["key"]) => `${prefix}:result:${key}`,
  };
}

function overlapping(index: Index, time: CoveredTime): string[] {
  return Object.entries(index).flatMap(([key, json]) => {
    const covers: unknown = JSON.parse(json);
    return isCoveredTime(covers) && overlap(covers, time) ? [key] : [];
  });
}

function isCoveredTime(value: unknown): value is CoveredTime {
  return typeof value === "object" && value !== null && "from" in value && "to" in value;
}

async function orElse<T>(work: () => Promise<T>, other: T): Promise<T> {
  try {
    return await work();
  } catch {
    return other;
  }
}

/** Waits for a first connection, but not for long: the client goes on trying. */
async function connected(connecting: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CONNECT_TIMEOUT_MS);
  });
  await Promise.race([connecting.catch(() => undefined), patience]);
  clearTimeout(timer);
}

function rethrow(error: unknown): never {
  throw error;
}
