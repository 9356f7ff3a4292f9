import { defaultPartition, keyColumns, type RecordTable, TRACE_ID } from "../record-tables.js";
import type { TableNames } from "../table-names.js";

/**
 * A table, whole or partitioned as the table names say; with a default partition for ids outside of all days. @param
 * columns - after a line end
 */
export function createRecordTable(names: TableNames, table: RecordTable, columns: string): readonly string[] {
  const create = `CREATE TABLE ${names[table]} (${columns},
  PRIMARY KEY (${keyColumns(names, table).join(", ")})
)`;
  if (names.partitions === "none") return [create];
  return [
    `${create} PARTITION BY RANGE (${TRACE_ID[table]})`,
    `CREATE TABLE ${defaultPartition(names[table])} PARTITION OF ${names[table]} DEFAULT`,
  ];
}

const START_TIMES_COMMENTS = {
  "TABLE %": "Between which times the traces and spans started that belong to a day by the id of their trace.",
  "COLUMN %.day": "Day in UTC of the time in the id of the trace.",
  "COLUMN %.first_start": "None of them started before.",
  "COLUMN %.last_start": "None of them started after.",
};

/**
 * The id decides which partition a record is in, but not when it started: an imported one may have started years
 * before. Without this table, each query for a stretch of time would have to look into every partition.
 */
export function createStartTimes({ startTimes, partitions }: TableNames): readonly string[] {
  if (partitions === "none") return [];
  return [
    `CREATE TABLE ${startTimes} (
  day date PRIMARY KEY,
  first_start timestamptz NOT NULL,
  last_start timestamptz NOT NULL
)`,
    ...Object.entries(START_TIMES_COMMENTS).map(
      ([object, text]) => `COMMENT ON ${object.replace("%", startTimes)} IS '${text}'`,
    ),
  ];
}
