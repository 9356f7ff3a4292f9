import type { BreakerOptions } from "./candidate.js";

/** One attempt of a call with fallbacks. */
export interface FallbackAttempt {
  /** 1 = the primary. */
  readonly number: number;
  /** The model's name, or that of the runnable. */
  readonly candidate: string;
}

/** Passed to `onFallback` each time the next candidate is called. */
export interface FallbackEvent extends FallbackAttempt {
  /** Why `candidate` did not answer. */
  readonly error: unknown;
  readonly nextCandidate: string;
}

/** How `withOpikFallbacks` decides. Every option may be left out. */
export interface OpikFallbackOptions {
  /**
   * Whether another candidate is asked after this error. Default: after every error. Regardless of its answer, an abort
   * by the caller and the control flow of LangGraph are passed on, and after a candidate that was skipped the next is
   * asked. If it throws, another candidate is asked.
   */
  readonly shouldFallBack?: ((error: unknown, attempt: FallbackAttempt) => boolean) | undefined;
  /** What it throws is ignored. */
  readonly onFallback?: ((event: FallbackEvent) => void) | undefined;
  /**
   * The longest that one candidate may take, in milliseconds; of a stream, until its first chunk. After that it counts
   * as failed. Default: no limit.
   */
  readonly attemptTimeoutMs?: number | undefined;
  /** A circuit breaker for each candidate: one that is down is skipped. Default: none. */
  readonly breaker?: BreakerOptions | undefined;
}
