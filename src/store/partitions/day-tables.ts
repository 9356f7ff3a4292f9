import { dbError, type Queryable, type SqlStatement } from "../db/db.js";
import { defaultPartition, type RecordTable, TRACE_ID } from "../db/record-tables.js";
import type { TableNames } from "../db/table-names.js";
import { textIn } from "../read/row-fields.js";
import { type Day, dayName, dayOfName, firstIdOf } from "./day.js";

export const RECORD_TABLES = ["spans", "traces", "attachments"] as const satisfies readonly RecordTable[];

/**
 * Readers and writers wait behind a transaction that waits for a lock: this is the longest they should wait. Autovacuum
 * gives way to a transaction that has waited for a second.
 */
export const LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'";

/** Whether the lock could not be had in that time, or only with a deadlock. */
export function isHeld(error: unknown): boolean {
  return ["55P03", "40P01"].includes(dbError(error).code ?? "");
}

/** The condition on ids of a day. */
export function ofDay(column: string, day: Day): string {
  return `(${column} >= '${firstIdOf(day)}' AND ${column} < '${firstIdOf(day + 1)}')`;
}

function partitionOf(table: string, day: Day): string {
  return `${table}_d${dayName(day)}`;
}

/**
 * Makes a day's partition, in a transaction of its own; does nothing where it exists. A process that makes the same one
 * at once waits for the lock on the whole table, which holds up no reader and no writer. Rows of the day in the default
 * partition move into it: the database refuses to add a partition otherwise.
 */
export function makePartition(names: TableNames, table: RecordTable, day: Day): readonly SqlStatement[] {
  const whole = names[table];
  const partition = partitionOf(whole, day);
  const others = defaultPartition(whole);
  const sql = `DO $$ BEGIN
  LOCK TABLE ONLY ${whole} IN SHARE UPDATE EXCLUSIVE MODE;
  IF to_regclass('${partition}') IS NOT NULL THEN RETURN; END IF;
  CREATE TABLE ${partition} (LIKE ${whole} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE);
  LOCK TABLE ${others} IN ACCESS EXCLUSIVE MODE;
  WITH moved AS (DELETE FROM ${others} WHERE ${ofDay(TRACE_ID[table], day)} RETURNING *)
  INSERT INTO ${partition} SELECT * FROM moved;
  ALTER TABLE ${whole} ATTACH PARTITION ${partition} FOR VALUES FROM ('${firstIdOf(day)}') TO ('${firstIdOf(day + 1)}');
END $$`;
  return [{ sql: LOCK_TIMEOUT }, { sql }];
}

/**
 * Drops a day's partition, in a transaction of its own. Fails without changing anything where there is none, and where
 * a record in it started at that time or later. The whole table is locked first, as readers do: in the other order,
 * both would wait for each other.
 *
 * @param before - ISO 8601
 */
export function dropPartition(
  names: TableNames,
  table: RecordTable,
  day: Day,
  before: string,
): readonly SqlStatement[] {
  const partition = partitionOf(names[table], day);
  const sql = `DO $$ BEGIN
  LOCK TABLE ONLY ${names[table]} IN ACCESS EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM ${partition} WHERE start_time >= '${before}'::timestamptz) THEN
    RAISE EXCEPTION USING ERRCODE = 'object_in_use', MESSAGE = 'newer records are in ${partition}';
  END IF;
  DROP TABLE ${partition};
END $$`;
  return [{ sql: LOCK_TIMEOUT }, { sql }];
}

/** The days that have a partition of any table, the oldest first. @throws DbError */
export async function partitionedDays(db: Queryable, names: TableNames): Promise<readonly Day[]> {
  const wholes = RECORD_TABLES.map((table) => `to_regclass('${names[table]}')`).join(", ");
  const rows = await db.query(
    `SELECT DISTINCT right(relname, 8)::text AS day FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
WHERE inhparent IN (${wholes}) ORDER BY day`,
  );
  return rows.flatMap((row) => dayOfName(textIn(row, "day")) ?? []);
}
