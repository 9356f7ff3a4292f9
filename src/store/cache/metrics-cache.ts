/** ISO 8601 times of one form, which compare as their texts do; `""` and `END_OF_TIME` where an end is open. */
export interface CoveredTime {
  readonly from: string;
  /** Not covered itself. */
  readonly to: string;
}

export const END_OF_TIME = "~";
export const ALL_TIME: CoveredTime = { from: "", to: END_OF_TIME };

/** A result as JSON text, with what it says of which time. */
export interface CachedResult {
  readonly key: string;
  readonly covers: CoveredTime;
  readonly json: string;
  readonly ttlMs: number;
}

/** Results of queries for a short time. No method rejects: a cache that fails knows nothing. */
export interface MetricsCache {
  get(key: string): Promise<string | undefined>;
  /** To be asked before a result is computed; NaN where none can be kept. */
  version(): Promise<number>;
  /** Keeps a result, unless something was dropped since `version` was asked: the result may lack it. */
  set(result: CachedResult, version: number): Promise<void>;
  /** Drops the results that cover a part of this time, the end of `time` included. */
  drop(time: CoveredTime): Promise<void>;
  close(): Promise<void>;
}

export function overlap(covers: CoveredTime, time: CoveredTime): boolean {
  return covers.from <= time.to && covers.to > time.from;
}

/** For a store that asks the database each time. */
export const NO_CACHE: MetricsCache = {
  get: () => Promise.resolve(undefined),
  version: () => Promise.resolve(Number.NaN),
  set: () => Promise.resolve(),
  drop: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
