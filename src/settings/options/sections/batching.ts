import { MAX_COUNT, MAX_TIMER_MS } from "../number-limits.js";
import type { OptionRows } from "../option-spec.js";

/** How records share requests, and how many may wait in memory. */
export const BATCHING = {
  maxBatchRecords: {
    kind: "wholeNumber",
    min: 1,
    max: 1000,
    unit: "records",
    env: "OPIK_LANGCHAIN_MAX_BATCH_RECORDS",
    fileKey: "batching.maxRecords",
    default: 1000,
    does: "Maximum number of records (traces or spans) in one request.",
  },
  maxBatchBytes: {
    kind: "wholeNumber",
    min: 1,
    max: MAX_COUNT,
    unit: "bytes",
    env: "OPIK_LANGCHAIN_MAX_BATCH_BYTES",
    fileKey: "batching.maxBytes",
    default: 2_000_000,
    does: "Maximum size of the body of one request before compression, in bytes.",
  },
  maxWaitMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_MAX_WAIT_MS",
    fileKey: "batching.maxWaitMs",
    default: 1000,
    does: "Longest time that a record waits for others to share its request, in milliseconds.",
  },
  maxQueueRecords: {
    kind: "wholeNumber",
    min: 1,
    max: MAX_COUNT,
    unit: "records",
    env: "OPIK_LANGCHAIN_MAX_QUEUE_RECORDS",
    fileKey: "queue.maxRecords",
    default: 100_000,
    does: "Maximum number of records (traces and spans) that wait in memory to be sent.",
  },
  maxQueueBytes: {
    kind: "wholeNumber",
    min: 1,
    max: MAX_COUNT,
    unit: "bytes",
    env: "OPIK_LANGCHAIN_MAX_QUEUE_BYTES",
    fileKey: "queue.maxBytes",
    default: undefined,
    does: "Maximum memory of all records that wait to be sent or are being sent, in bytes. Unless it is set: 64 MB, or an eighth of the maximal heap of Node.js if that is less. No request is larger than half of it.",
  },
} as const satisfies OptionRows;
