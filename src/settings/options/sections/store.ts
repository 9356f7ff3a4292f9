import type { OptionRows } from "../option-spec.js";

/** The trace store. */
export const STORE = {
  store: {
    kind: "storeLocation",
    env: "OPIK_LANGCHAIN_STORE",
    fileKey: "store.location",
    default: undefined,
    does: "Trace store of your own that keeps the traces too: a folder, or the postgres:// URL of a database. In code it may also be an open TraceStore.",
  },
  storePrefix: {
    kind: "text",
    env: "OPIK_LANGCHAIN_STORE_PREFIX",
    fileKey: "store.prefix",
    default: undefined,
    does: "Prefix of the table names in the trace store, such as opik_.",
  },
  storePartitions: {
    kind: "choice",
    choices: ["none", "day"],
    env: "OPIK_LANGCHAIN_STORE_PARTITIONS",
    fileKey: "store.partitions",
    default: undefined,
    does: "How the tables of a store on a server are made if there are none yet: none makes whole tables, day makes a partition for each day, which retention drops at once. Existing tables stay as they are. Without it, new tables are whole.",
  },
  retentionDays: {
    kind: "wholeNumber",
    min: 0,
    max: 36_500,
    unit: "days",
    env: "OPIK_LANGCHAIN_RETENTION_DAYS",
    fileKey: "retention.days",
    default: 90,
    does: "How many days the trace store keeps a trace. 0 keeps traces forever.",
  },
} as const satisfies OptionRows;
