import { type CachedResult, type MetricsCache, overlap } from "./metrics-cache.js";

interface Kept extends CachedResult {
  readonly expiresAtMs: number;
}

/** The oldest makes room. */
const MAX_RESULTS = 500;

/** Results in this process; it sees only what is written through its own store. */
export function memoryCache(nowMs: () => number = Date.now): MetricsCache {
  const results = new Map<string, Kept>();
  let version = 0;
  return {
    get(key) {
      const kept = results.get(key);
      return Promise.resolve(kept !== undefined && kept.expiresAtMs > nowMs() ? kept.json : undefined);
    },
    version: () => Promise.resolve(version),
    set(result, asked) {
      if (asked !== version) return Promise.resolve();
      results.delete(result.key);
      results.set(result.key, { ...result, expiresAtMs: nowMs() + result.ttlMs });
      const [oldest] = results.keys();
      if (results.size > MAX_RESULTS && oldest !== undefined) results.delete(oldest);
      return Promise.resolve();
    },
    drop(time) {
      version += 1;
      for (const { key, covers } of [...results.values()]) if (overlap(covers, time)) results.delete(key);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
