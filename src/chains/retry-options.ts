/** Passed to `onRetry` before each further attempt. */
export interface RetryEvent {
  /** The number of the attempt that failed; 1 = the first. */
  readonly number: number;
  readonly error: unknown;
  /** Milliseconds until the next attempt. */
  readonly waitMs: number;
}

/** How `withOpikRetry` decides. Every option may be left out. */
export interface OpikRetryOptions {
  /** Attempts in all, the first included. Default 3. */
  readonly maxAttempts?: number | undefined;
  /** The upper bound of the first wait, in milliseconds; it doubles with each attempt. Default 500. */
  readonly initialDelayMs?: number | undefined;
  /** The upper bound of every wait, in milliseconds. Default 30,000. */
  readonly maxDelayMs?: number | undefined;
  /**
   * The longest `Retry-After` that is waited for, in milliseconds; an error that asks for more is not tried again.
   * Default 60,000.
   */
  readonly maxRetryAfterMs?: number | undefined;
  /**
   * Whether this error is worth another attempt. Default: network errors, time limits, the statuses 408, 409, 425, 429
   * and from 500 on, and errors without a status. An abort by the caller and the control flow of LangGraph never are.
   * If the rule throws, the default decides.
   */
  readonly retryOn?: ((error: unknown) => boolean) | undefined;
  /** What it throws is ignored. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
}

export const RETRY_DEFAULTS = {
  maxAttempts: 3,
  initialDelayMs: 500,
  maxDelayMs: 30_000,
  maxRetryAfterMs: 60_000,
} as const;
