import { MAX_COUNT } from "../number-limits.js";
import type { OptionRows } from "../option-spec.js";

/** Records that wait on disk. */
export const SPOOL = {
  spool: {
    kind: "boolean",
    env: "OPIK_LANGCHAIN_SPOOL",
    fileKey: "spool.enabled",
    default: true,
    does: "Whether records that cannot be delivered now wait on disk. Runtimes without a disk keep them in memory.",
  },
  spoolDir: {
    kind: "text",
    env: "OPIK_LANGCHAIN_SPOOL_DIR",
    fileKey: "spool.dir",
    default: undefined,
    does: "Folder for records that wait on disk. By default langchain-opik/spool in the user's state folder.",
  },
  spoolMaxBytes: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_COUNT,
    unit: "bytes",
    env: "OPIK_LANGCHAIN_SPOOL_MAX_BYTES",
    fileKey: "spool.maxBytes",
    default: 256_000_000,
    does: "Maximum size of the records that wait on disk for one server, workspace and API key, in bytes. The oldest are dropped first.",
  },
  spoolMaxAgeMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_COUNT,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_SPOOL_MAX_AGE_MS",
    fileKey: "spool.maxAgeMs",
    default: 604_800_000,
    does: "Longest time that a record waits on disk before it is dropped, in milliseconds.",
  },
  durable: {
    kind: "booleanOrChoice",
    choices: ["power"],
    env: "OPIK_LANGCHAIN_DURABLE",
    fileKey: "spool.durable",
    default: false,
    does: 'Whether every record is written to disk before the run goes on, so that no finished run is lost, not even to kill -9. With "power" each write of a record, and of all that waits on disk, is confirmed by the disk (fsync), so that a power failure loses nothing either.',
  },
} as const satisfies OptionRows;
