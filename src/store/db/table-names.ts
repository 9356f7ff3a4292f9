import { StoreError } from "../store-error.js";

/**
 * The store's tables and views. They are the only parts of a statement that are not bind parameters. For reading, a
 * subquery may replace the name of a table, so statements give each table an alias, such as `r`.
 */
export interface TableNames {
  readonly prefix: string;
  readonly traces: string;
  readonly spans: string;
  readonly attachments: string;
  readonly scores: string;
  readonly opikObjects: string;
  readonly migrations: string;
  readonly agentLatency: string;
  /** When the records of each day started; only where tables are in partitions. */
  readonly startTimes: string;
  /** How the tables of traces, spans and attachments are kept. */
  readonly partitions: StorePartitions;
}

/** `none`: whole tables. `day`: a partition for each day, in UTC, of the time in the ids of traces. */
export type StorePartitions = "none" | "day";

// PostgreSQL cuts names at 63 bytes; the longest index name takes 30 of them.
const PREFIX = /^(?:[a-z_][a-z0-9_]{0,30})?$/;

/** The table that held the version of stores without a prefix before it had a name of its own. */
export const OLD_MIGRATIONS = "schema_migrations";

/** @throws StoreError `bad_option` */
export function tableNames(prefix: string, partitions: StorePartitions = "none"): TableNames {
  if (!PREFIX.test(prefix)) {
    throw new StoreError(
      "bad_option",
      `the prefix of the store's tables is ${JSON.stringify(prefix).slice(0, 40)}, but must be at most 31 of a-z, 0-9 and _, and must not begin with a digit.`,
    );
  }
  return {
    prefix,
    traces: `${prefix}traces`,
    spans: `${prefix}spans`,
    attachments: `${prefix}attachments`,
    scores: `${prefix}scores`,
    opikObjects: `${prefix}opik_objects`,
    // Other programs have a table `schema_migrations`, too.
    migrations: `${prefix === "" ? "langchain_opik_" : prefix}${OLD_MIGRATIONS}`,
    agentLatency: `${prefix}v_agent_latency_summary`,
    startTimes: `${prefix}start_times`,
    partitions,
  };
}
