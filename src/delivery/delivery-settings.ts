import { heapLimitBytes } from "../runtime/heap-limit.js";
import { OPTION_NAMES, OPTIONS, type OptionName, type Settings } from "../settings/options/option-table.js";
import type { Destination } from "./destination.js";
import type { DeliveryProblem } from "./stats/delivery-problem.js";

/** Limits of size, time and number. */
export interface DeliveryLimits {
  /** Records in one request, for traces and for spans each; the server accepts at most 1,000. */
  readonly maxBatchRecords: number;
  /** Bytes of one request before compression. A larger record is sent alone. */
  readonly maxBatchBytes: number;
  /** A larger record is shortened: it would fill the queue by itself. */
  readonly maxRecordBytes: number;
  /** The longest that a record waits for others to share its request. */
  readonly maxWaitMs: number;
  /** Records in memory, including those being sent or waiting for a retry. */
  readonly maxQueueRecords: number;
  /** The bytes of these, with records that are read back from disk, over all deliveries of the process. */
  readonly maxQueueBytes: number;
  /**
   * If it is more: the same with what is not for the queue. A file on disk that is larger is left to a process with
   * more memory.
   */
  readonly maxMemoryBytes: number;
  /** From the first byte of the connection to the last byte of the answer. */
  readonly requestTimeoutMs: number;
  /** Attempts of one request, the first included. A 429 that names its wait is not counted. */
  readonly maxAttempts: number;
  /** The upper bound of the first wait between attempts; it doubles with each. */
  readonly retryBaseMs: number;
  /** The upper bound of every wait between attempts that the server did not ask for. */
  readonly retryCapMs: number;
  /** Failures in a row, over all requests, after which nothing is sent for a while. */
  readonly breakerFailures: number;
  /** Milliseconds after which one request may try again. */
  readonly breakerResetAfterMs: number;
  /** How long `flush()` and `close()` wait unless their caller names a time. */
  readonly flushTimeoutMs: number;
  /** How long the delivery before the process ends may delay that end. */
  readonly exitTimeoutMs: number;
  /** Requests in flight at the same time. */
  readonly concurrency: number;
}

/** Files for records that can't be sent now. */
export interface SpoolSettings {
  /** Default: a folder in the user's state folder. */
  readonly dir: string | undefined;
  /** For one server and workspace; the oldest records are dropped to make room. */
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  /**
   * Whether every record is on disk from the moment it is accepted. `power`: and everything on disk survives a loss of
   * power.
   */
  readonly durable: boolean | "power";
}

export interface DeliverySettings extends DeliveryLimits {
  readonly destination: Destination;
  /**
   * How long a process that ends without waiting, as by `process.exit()`, is held until its records are sent;
   * undefined: not at all.
   */
  readonly sendAtExitMs?: number | undefined;
  /** Absent: what can't be sent waits in memory. */
  readonly disk?: SpoolSettings | undefined;
  /** Called when the destination has accepted the first trace of this delivery. What it throws is ignored. */
  readonly onFirstTrace?: (traceId: string) => void;
  /** Called the first time that each kind of problem occurs. What it throws is ignored. */
  readonly onProblem?: (problem: DeliveryProblem) => void;
}

/** The limits that users may set. */
const OPTION_DEFAULTS = {
  maxBatchRecords: OPTIONS.maxBatchRecords.default,
  maxBatchBytes: OPTIONS.maxBatchBytes.default,
  maxWaitMs: OPTIONS.maxWaitMs.default,
  maxQueueRecords: OPTIONS.maxQueueRecords.default,
  maxQueueBytes: 64_000_000,
  requestTimeoutMs: OPTIONS.requestTimeoutMs.default,
  breakerFailures: OPTIONS.breakerFailures.default,
  breakerResetAfterMs: OPTIONS.breakerResetAfterMs.default,
  flushTimeoutMs: OPTIONS.flushTimeoutMs.default,
  exitTimeoutMs: OPTIONS.exitTimeoutMs.default,
};

export const DELIVERY_DEFAULTS = {
  ...OPTION_DEFAULTS,
  maxRecordBytes: 20_000_000,
  maxMemoryBytes: Number.POSITIVE_INFINITY,
  maxAttempts: 10,
  retryBaseMs: 500,
  retryCapMs: 30_000,
  concurrency: 4,
} satisfies DeliveryLimits;

/**
 * The share of the heap that may be records: the rest is for the program, and for our own work on what becomes records.
 */
const SHARE_OF_HEAP = 1 / 8;

/** The limits from the settings. */
export function configuredLimits(settings: Settings): DeliveryLimits {
  const limits: Record<keyof DeliveryLimits, number> = { ...DELIVERY_DEFAULTS };
  for (const name of OPTION_NAMES.filter(isLimit)) limits[name] = settings[name] ?? DELIVERY_DEFAULTS[name];
  // A server that fails must not end a program with a small heap.
  const maxMemoryBytes = Math.floor((heapLimitBytes() ?? Number.POSITIVE_INFINITY) * SHARE_OF_HEAP);
  const maxQueueBytes = settings.maxQueueBytes ?? Math.min(DELIVERY_DEFAULTS.maxQueueBytes, maxMemoryBytes);
  return {
    ...limits,
    ...{ maxQueueBytes, maxMemoryBytes },
    maxRecordBytes: Math.min(limits.maxRecordBytes, maxQueueBytes),
    // Memory for two requests, so that what is on disk can be read back while records arrive.
    maxBatchBytes: Math.min(limits.maxBatchBytes, Math.ceil(maxQueueBytes / 2)),
  };
}

function isLimit(name: OptionName): name is keyof typeof OPTION_DEFAULTS {
  return Object.hasOwn(OPTION_DEFAULTS, name);
}
