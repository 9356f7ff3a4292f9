import { systemClock } from "../../runtime/system-clock.js";
import { type TimeRange, type TimeWindow, timeRange } from "../read/time-window.js";
import type { Metrics } from "../stats/metrics.js";
import { type CoveredTime, END_OF_TIME, type MetricsCache } from "./metrics-cache.js";

const SHORT_WINDOW_MS = 3_600_000;
const SHORT_TTL_MS = 60_000;
const LONG_TTL_MS = 300_000;

interface Windowed {
  readonly window?: TimeWindow;
}

/** The same numbers, computed again only after a while, or when new spans fall into their window. */
export function cachedMetrics(metrics: Metrics, cache: MetricsCache): Metrics {
  const cached = <Query extends Windowed, Result>(name: string, ask: (query?: Query) => Promise<Result>) => {
    const underWay = new Map<string, Promise<Result>>();
    const compute = async (key: string, version: number, query?: Query): Promise<Result> => {
      const result = await ask(query);
      const range = timeRange(query?.window ?? {}, systemClock.wallTimeMs());
      await cache.set({ key, covers: covered(range), json: JSON.stringify(result), ttlMs: ttlMs(range) }, version);
      return result;
    };
    return async (query?: Query): Promise<Result> => {
      const key = JSON.stringify([name, sorted(query)]);
      const known = await cache.get(key);
      // Only results of `ask` that JSON can hold were put there.
      if (known !== undefined) return JSON.parse(known) as Result;
      const version = await cache.version();
      if (Number.isNaN(version)) return ask(query);
      // Callers that ask the same at the same time share one answer, unless something was stored since it was begun.
      const place = `${version} ${key}`;
      const computing = underWay.get(place) ?? compute(key, version, query).finally(() => underWay.delete(place));
      underWay.set(place, computing);
      return computing;
    };
  };
  return {
    latencyStats: cached("latency", metrics.latencyStats),
    latencyHistogram: cached("histogram", metrics.latencyHistogram),
    errorStats: cached("errors", metrics.errorStats),
    tokenStats: cached("tokens", metrics.tokenStats),
    fallbackStats: cached("fallbacks", metrics.fallbackStats),
    cacheStats: cached("caches", metrics.cacheStats),
  };
}

/** Queries that ask for the same have the same text. */
function sorted(query: Windowed = {}): readonly (readonly [string, unknown])[] {
  return Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

function covered({ from = "", to = END_OF_TIME }: TimeRange): CoveredTime {
  return { from, to };
}

function ttlMs({ from, to }: TimeRange): number {
  const toMs = to === undefined ? systemClock.wallTimeMs() : Date.parse(to);
  return from !== undefined && toMs - Date.parse(from) <= SHORT_WINDOW_MS + 1 ? SHORT_TTL_MS : LONG_TTL_MS;
}
