import type { BackoffLimits } from "../resilience/retry-wait.js";
import type { WriteLimits } from "./write-queue.js";

export interface WriteSettings extends WriteLimits, BackoffLimits {
  /** The longest that a record waits for others, in milliseconds. */
  readonly maxWaitMs: number;
  /** The longest that a flush waits when its caller names no time, in milliseconds. */
  readonly flushTimeoutMs: number;
  /** How often a batch is tried before its records are dropped. */
  readonly maxAttempts: number;
}

/** 500 records a batch keep each pause of the host's event loop at some 10 ms, and cost a tenth of the speed of 1,000. */
export const WRITE_DEFAULTS: WriteSettings = {
  maxBatchRecords: 500,
  maxBatchBytes: 4_000_000,
  maxQueueRecords: 100_000,
  maxQueueBytes: 64_000_000,
  maxWaitMs: 1_000,
  flushTimeoutMs: 10_000,
  maxAttempts: 8,
  retryBaseMs: 250,
  retryCapMs: 30_000,
};
