import type { PriceList } from "../../prices/published-prices.js";
import { systemClock } from "../../runtime/system-clock.js";
import type { Queryable } from "../db/db.js";
import type { TableNames } from "../db/table-names.js";
import type { Criteria } from "../read/filter.js";
import { type CacheRow, cacheStats } from "./cache-stats.js";
import { type ErrorStats, errorStats } from "./error-stats.js";
import { type FallbackStats, fallbackStats } from "./fallback-stats.js";
import { type LatencyBar, latencyHistogram } from "./latency-histogram.js";
import { type LatencyRow, latencyStats } from "./latency-stats.js";
import type { CallQuery } from "./model-calls.js";
import type { RunQuery } from "./runs.js";
import { type TokenRow, tokenStats } from "./token-stats.js";

/** The statistics of a store. Without a window they cover all time. */
export interface Metrics {
  /** How long runs took. */
  readonly latencyStats: (query?: RunQuery) => Promise<readonly LatencyRow[]>;
  /** How many runs took how long. */
  readonly latencyHistogram: (query?: Omit<RunQuery, "bucket">) => Promise<readonly LatencyBar[]>;
  /** How many runs failed, and with which errors. */
  readonly errorStats: (query?: RunQuery) => Promise<ErrorStats>;
  /** The tokens that went into and came from models, and their cost. */
  readonly tokenStats: (query?: CallQuery) => Promise<readonly TokenRow[]>;
  /** How often another model had to answer, and why. */
  readonly fallbackStats: (criteria?: Criteria) => Promise<FallbackStats>;
  /** What caches saved. */
  readonly cacheStats: (query?: CallQuery) => Promise<readonly CacheRow[]>;
}

/** Where statistics come from. */
export interface MetricsSource {
  readonly db: Queryable;
  /** The tables to read, or the part of them that matters. */
  readonly tablesFor: (criteria: Criteria, nowMs: number) => Promise<TableNames>;
  readonly loadPrices: () => Promise<PriceList>;
}

/** Queries the database each time. */
export function databaseMetrics({ db, tablesFor, loadPrices }: MetricsSource): Metrics {
  const asked =
    <Query extends Criteria, Answer>(
      ask: (db: Queryable, names: TableNames, query: Query, nowMs: number) => Promise<Answer>,
    ) =>
    async (query: Query): Promise<Answer> => {
      const nowMs = systemClock.wallTimeMs();
      return ask(db, await tablesFor(query, nowMs), query, nowMs);
    };
  const askedTokenStats = asked(async (_db, names, query: CallQuery, nowMs) =>
    tokenStats(db, names, query, { prices: await loadPrices(), nowMs }),
  );
  return {
    latencyStats: (query = {}) => asked(latencyStats)(query),
    latencyHistogram: (query = {}) => asked(latencyHistogram)(query),
    errorStats: (query = {}) => asked(errorStats)(query),
    tokenStats: (query = {}) => askedTokenStats(query),
    fallbackStats: (criteria = {}) => asked(fallbackStats)(criteria),
    cacheStats: (query = {}) => asked(cacheStats)(query),
  };
}
