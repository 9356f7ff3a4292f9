import { MAX_COUNT } from "../number-limits.js";
import type { OptionRows } from "../option-spec.js";

/** Records that wait on disk. */
export const SPOOL = {
  spool: {
    kind: "boolean",
    env: "OPIK_LANGCHAIN_SPOOL",
    fileKey: "spool.enabled",
    default: true,
    does: "Whether records that can't be delivered now wait on disk, as far as the runtime has one.",
  },
  spoolDir: {
    kind: "text",
    env: "OPIK_LANGCHAIN_SPOOL_DIR",
    fileKey: "spool.dir",
    default: undefined,
    does: "The folder where records wait; without it langchain-opik/spool in the user's state folder.",
  },
  spoolMaxBytes: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_COUNT,
    unit: "bytes",
    env: "OPIK_LANGCHAIN_SPOOL_MAX_BYTES",
    fileKey: "spool.maxBytes",
    default: 256_000_000,
    does: "The most bytes that wait on disk for one server, workspace and key; the oldest make room.",
  },
  spoolMaxAgeMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_COUNT,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_SPOOL_MAX_AGE_MS",
    fileKey: "spool.maxAgeMs",
    default: 604_800_000,
    does: "The longest that a record waits on disk, 7 days by default; older ones are dropped.",
  },
  durable: {
    kind: "boolean",
    env: "OPIK_LANGCHAIN_DURABLE",
    fileKey: "spool.durable",
    default: false,
    does: "Whether every record is on disk before the run goes on, so that not even kill -9 loses one that had ended.",
  },
} as const satisfies OptionRows;
