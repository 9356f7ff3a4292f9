import { systemClock } from "../../runtime/system-clock.js";
import { type CachedResult, type MetricsCache, overlap } from "./metrics-cache.js";

interface Kept extends CachedResult {
  readonly expiresAtMs: number;
}

/** The oldest make room. */
const MAX_RESULTS = 500;
const MAX_CHARACTERS = 20_000_000;

/** Results in this process; it notices only what is written through its own store. */
export function memoryCache(nowMs: () => number = systemClock.wallTimeMs): MetricsCache {
  const results = new Map<string, Kept>();
  let characters = 0;
  const remove = (key: string) => {
    const kept = results.get(key);
    if (kept !== undefined && results.delete(key)) characters -= sizeOf(kept);
  };
  let version = 0;
  return {
    get(key) {
      const kept = results.get(key);
      return Promise.resolve(kept !== undefined && kept.expiresAtMs > nowMs() ? kept.json : undefined);
    },
    version: () => Promise.resolve(version),
    set(result, asked) {
      if (asked !== version) return Promise.resolve();
      remove(result.key);
      results.set(result.key, { ...result, expiresAtMs: nowMs() + result.ttlMs });
      characters += sizeOf(result);
      for (const oldest of results.keys()) {
        if (results.size <= MAX_RESULTS && characters <= MAX_CHARACTERS) break;
        remove(oldest);
      }
      return Promise.resolve();
    },
    drop(time) {
      version += 1;
      for (const { key, covers } of [...results.values()]) if (overlap(covers, time)) remove(key);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

function sizeOf({ key, json }: CachedResult): number {
  return key.length + json.length;
}
