/** A server that asks for more is believed only this far: its clock or unit may be wrong. */
const MAX_WAIT_MS = 300_000;
/** Numbers above these are points in time, not durations. */
const EPOCH_SECONDS_FROM = 1e9;
const EPOCH_MILLISECONDS_FROM = 1e12;

type Headers = Readonly<Record<string, string>>;

/**
 * The wait in milliseconds that a rate-limited answer asks for: the longest of `RateLimit-Reset`,
 * `X-RateLimit-Reset` and `Retry-After`, or undefined when none says anything usable.
 */
export function rateLimitWaitMs(headers: Headers, wallTimeMs: number): number | undefined {
  return longest([
    resetMs(headers["ratelimit-reset"], wallTimeMs),
    resetMs(headers["x-ratelimit-reset"], wallTimeMs),
    retryAfterHeaderMs(headers["retry-after"], wallTimeMs),
  ]);
}

/** The wait in milliseconds that `Retry-After` asks for, or undefined when it says nothing usable. */
export function retryAfterMs(headers: Headers, wallTimeMs: number): number | undefined {
  return longest([retryAfterHeaderMs(headers["retry-after"], wallTimeMs)]);
}

function resetMs(value: string | undefined, wallTimeMs: number): number {
  const amount = numberFrom(value);
  if (amount >= EPOCH_MILLISECONDS_FROM) return amount - wallTimeMs;
  if (amount >= EPOCH_SECONDS_FROM) return amount * 1_000 - wallTimeMs;
  return amount * 1_000;
}

function retryAfterHeaderMs(value: string | undefined, wallTimeMs: number): number {
  const seconds = numberFrom(value);
  if (!Number.isNaN(seconds)) return seconds * 1_000;
  return value === undefined ? Number.NaN : Date.parse(value) - wallTimeMs;
}

function numberFrom(value: string | undefined): number {
  return value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : Number.NaN;
}

function longest(waitsMs: readonly number[]): number | undefined {
  const usable = waitsMs.filter((waitMs) => waitMs > 0);
  return usable.length === 0 ? undefined : Math.min(Math.max(...usable), MAX_WAIT_MS);
}
