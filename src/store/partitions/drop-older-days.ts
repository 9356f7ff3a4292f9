import { type Db, dbError } from "../db/db.js";
import { type RecordTable, TRACE_ID } from "../db/record-tables.js";
import { numberSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { numberIn } from "../read/row-fields.js";
import { DAY_MS, type Day } from "./day.js";
import { dropPartition, isHeld, ofDay, partitionedDays, RECORD_TABLES } from "./day-tables.js";

type Counts = Readonly<Record<RecordTable, number>>;

export interface DropOptions {
  readonly isStopped: () => boolean;
  /** Called after each day with how many traces and spans have been deleted. */
  readonly onDropped: (deleted: number) => void;
}

/**
 * Drops the partitions of days in which everything started before a time, and returns how much that was. Partitions
 * that somebody reads for long, or that only another user may drop, are left, and their rows are deleted afterwards.
 *
 * @param before - ISO 8601
 * @throws DbError
 */
export async function dropOlderDays(
  db: Db,
  names: TableNames,
  before: string,
  { isStopped, onDropped }: DropOptions,
): Promise<Counts> {
  const gone = { traces: 0, spans: 0, attachments: 0 };
  if (names.partitions === "none") return gone;
  for (const day of await partitionedDays(db, names)) {
    if (isStopped() || (day + 1) * DAY_MS > Date.parse(before)) break;
    const counts = await countOlderDay(db, names, day, before);
    if (counts === undefined) continue;
    await deleteScores(db, names, day);
    for (const table of RECORD_TABLES) {
      const outcome = await drop(db, names, table, day, before);
      if (outcome === "held") return gone;
      if (outcome === "dropped") gone[table] += counts[table];
    }
    onDropped(gone.traces + gone.spans);
  }
  return gone;
}

/** Undefined where a record of the day started at that time or later. */
async function countOlderDay(db: Db, names: TableNames, day: Day, before: string): Promise<Counts | undefined> {
  const of = (table: RecordTable) => `FROM ${names[table]} WHERE ${ofDay(TRACE_ID[table], day)}`;
  const newer = RECORD_TABLES.map((table) => `EXISTS (SELECT ${of(table)} AND start_time >= $1::timestamptz)`);
  const [found] = await db.query(`SELECT ${newer.join(" OR ")} AS newer`, [before]);
  if (found?.["newer"] === true) return undefined;
  const counts = RECORD_TABLES.map((table) => `(SELECT ${numberSql("count(*)")} ${of(table)}) AS ${table}`);
  const [row] = await db.query(`SELECT ${counts.join(", ")}`);
  return (
    row && {
      traces: numberIn(row, "traces"),
      spans: numberIn(row, "spans"),
      attachments: numberIn(row, "attachments"),
    }
  );
}

/** The scores of the day's traces and spans. They are in a table without partitions, as are those of threads. */
async function deleteScores(db: Db, names: TableNames, day: Day): Promise<void> {
  for (const [kind, table] of [["span", "spans"] as const, ["trace", "traces"] as const]) {
    await db.query(
      `DELETE FROM ${names.scores} c USING ${names[table]} r
WHERE ${ofDay(`r.${TRACE_ID[table]}`, day)} AND c.entity_type = '${kind}' AND c.entity_id = r.id::text`,
    );
  }
}

/** It is already gone; newer records came meanwhile; another table depends on it; only its owner may drop it. */
const STAYS_CODES = ["42P01", "55006", "2BP01", "42501"];

async function drop(
  db: Db,
  names: TableNames,
  table: RecordTable,
  day: Day,
  before: string,
): Promise<"dropped" | "stays" | "held"> {
  try {
    await db.transaction(dropPartition(names, table, day, before));
    return "dropped";
  } catch (error) {
    if (isHeld(error)) return "held";
    if (STAYS_CODES.includes(dbError(error).code ?? "")) return "stays";
    throw error;
  }
}
