import type { OptionRows } from "../option-spec.js";

/** The trace store. */
export const STORE = {
  store: {
    kind: "storeLocation",
    env: "OPIK_LANGCHAIN_STORE",
    fileKey: "store.location",
    default: undefined,
    does: "A database of your own that keeps the traces too: a folder, or postgres://...; in code also a TraceStore.",
  },
  storePrefix: {
    kind: "text",
    env: "OPIK_LANGCHAIN_STORE_PREFIX",
    fileKey: "store.prefix",
    default: undefined,
    does: "What stands before the names of its tables, such as opik_.",
  },
  retentionDays: {
    kind: "wholeNumber",
    min: 0,
    max: 36_500,
    unit: "days",
    env: "OPIK_LANGCHAIN_RETENTION_DAYS",
    fileKey: "retention.days",
    default: 90,
    does: "How long that database keeps a trace; 0 is for ever.",
  },
} as const satisfies OptionRows;
