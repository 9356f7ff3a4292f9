/** ISO 8601 times in one form, so that they compare like their texts; `""` and `END_OF_TIME` where an end is open. */
export interface CoveredTime {
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
}

export const END_OF_TIME = "~";
export const ALL_TIME: CoveredTime = { from: "", to: END_OF_TIME };

/** A result as JSON text, with the time that it covers. */
export interface CachedResult {
  readonly key: string;
  readonly covers: CoveredTime;
  readonly json: string;
  readonly ttlMs: number;
}

/** Keeps results of queries for a short time. No method rejects: a cache that fails counts as empty. */
export interface MetricsCache {
  get(key: string): Promise<string | undefined>;
  /** To be called before a result is computed; NaN where no result can be kept. */
  version(): Promise<number>;
  /** Keeps a result, unless something was dropped since `version` was called: the result may lack the change. */
  set(result: CachedResult, version: number): Promise<void>;
  /** Drops the results that cover a part of this time, the end of `time` included. */
  drop(time: CoveredTime): Promise<void>;
  close(): Promise<void>;
}

export function overlap(covers: CoveredTime, time: CoveredTime): boolean {
  return covers.from <= time.to && covers.to > time.from;
}

/** For a store that queries the database each time. */
export const NO_CACHE: MetricsCache = {
  get: () => Promise.resolve(undefined),
  version: () => Promise.resolve(Number.NaN),
  set: () => Promise.resolve(),
  drop: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
