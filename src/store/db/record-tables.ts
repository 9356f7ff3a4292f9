import type { TableNames } from "./table-names.js";

/** The tables that hold what belongs to traces. */
export type RecordTable = "traces" | "spans" | "attachments";

/**
 * The column with the id of the trace. Partitions are ranges of it, as an id begins with its time; and a database that
 * distributes tables over several servers can use it as its key.
 */
export const TRACE_ID = { traces: "id", spans: "trace_id", attachments: "trace_id" } as const;

/**
 * The primary key of each table. The key of a partitioned table has to contain the column that it is partitioned by.
 */
export function keyColumns({ partitions }: TableNames, table: RecordTable): readonly string[] {
  return partitions === "none" || table === "traces" ? ["id"] : ["id", TRACE_ID[table]];
}

/** The partition for ids whose day has none. */
export function defaultPartition(table: string): string {
  return `${table}_default`;
}
