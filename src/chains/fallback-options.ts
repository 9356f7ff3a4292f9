import type { BreakerOptions } from "./candidate.js";

/** One try of a call with fallbacks. */
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

/** How `withOpikFallbacks` decides. All may be left out. */
export interface OpikFallbackOptions {
  /**
   * Whether another candidate is asked after this error. Default: after every error. Whatever it says, an abort by the
   * caller and the control flow of LangGraph go on as they are, and after a candidate that was skipped the next is
   * asked. After an error that it throws for, another is asked.
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
