import type { TableNames } from "./table-names.js";

/** The tables that hold what belongs to traces. */
export type RecordTable = "traces" | "spans" | "attachments";

/**
 * The column with the id of the trace. Partitions are ranges of it, as an id begins with its time; and a database that
 * spreads tables over several servers can do so by it.
 */
export const TRACE_ID = { traces: "id", spans: "trace_id", attachments: "trace_id" } as const;

/** What no two rows of a table have in common. A key of partitions has to contain what they are ranges of. */
export function keyColumns({ partitions }: TableNames, table: RecordTable): readonly string[] {
  return partitions === "none" || table === "traces" ? ["id"] : ["id", TRACE_ID[table]];
}

/** Where the ids go that no day has a partition for. */
export function defaultPartition(table: string): string {
  return `${table}_default`;
}
