/** Tokens of one model call, with one meaning for all providers. Every count is a whole number, not negative. */
export interface TokenCounts {
  /** Everything the model read: cached, audio and text. */
  readonly input: number;
  /** Everything the model wrote, its reasoning included. */
  readonly output: number;
  /** As reported; it may count more than `input` and `output` where a provider leaves reasoning out of `output`. */
  readonly total: number;
  /** Parts of `input`. */
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  /** Part of `cacheWrite`: what Anthropic keeps for an hour, and charges more for. */
  readonly hourCacheWrite?: number | undefined;
  readonly inputAudio?: number | undefined;
  /** Parts of `output`. */
  readonly reasoning?: number | undefined;
  readonly outputAudio?: number | undefined;
}

export type TokenDetails = Omit<TokenCounts, "input" | "output" | "total">;

/** Makes each detail by its name. */
export function tokenDetails(detail: (name: keyof TokenDetails) => number | undefined): TokenDetails {
  return {
    cacheRead: detail("cacheRead"),
    cacheWrite: detail("cacheWrite"),
    hourCacheWrite: detail("hourCacheWrite"),
    inputAudio: detail("inputAudio"),
    reasoning: detail("reasoning"),
    outputAudio: detail("outputAudio"),
  };
}

const MAX_INT32 = 2_147_483_647;

/** A count that Opik accepts (a 32-bit integer); undefined for anything that is no count. */
export function countOf(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? Math.min(Math.trunc(value), MAX_INT32) : undefined;
}

/** The sum of the values that are counts; undefined if none is. */
export function sumOf(...values: readonly unknown[]): number | undefined {
  const counts = values.map(countOf).filter((count) => count !== undefined);
  return counts.length === 0 ? undefined : countOf(counts.reduce((sum, count) => sum + count, 0));
}
