import { microsOfIso } from "../../records/iso-time.js";
import type { RecordRow } from "../db/columns.js";
import type { Queryable, SqlStatement } from "../db/db.js";
import { TRACE_ID } from "../db/record-tables.js";
import { numberSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { numberIn } from "../read/row-fields.js";
import type { TimeRange } from "../read/time-window.js";
import { DAY_MS, type Day, dayOfId } from "./day.js";
import { LOCK_TIMEOUT, ofDay } from "./day-tables.js";

/** Between which times traces and spans started, in milliseconds since 1970. */
export interface StartTimes {
  readonly firstMs: number;
  readonly lastMs: number;
}

const HOUR_MS = 3_600_000;

/** A span starts after its trace, mostly within hours; and clocks differ. */
function usualStartTimes(day: Day): StartTimes {
  return { firstMs: day * DAY_MS - HOUR_MS, lastMs: (day + 1) * DAY_MS + 6 * HOUR_MS };
}

export function includes(whole: StartTimes, part: StartTimes): boolean {
  return whole.firstMs <= part.firstMs && part.lastMs <= whole.lastMs;
}

/**
 * The days that rows belong to by their traces' ids, and when the rows started; rounded to the hour, so that the range
 * seldom grows.
 */
export function startTimesOf(rows: readonly RecordRow[]): ReadonlyMap<Day, StartTimes | undefined> {
  const days = new Map<Day, StartTimes | undefined>();
  for (const row of rows) {
    const day = dayOfId(traceIdOf(row));
    const known = days.get(day);
    const micros = row.kind === "attachment" ? undefined : microsOfIso(row.row.start_time);
    if (micros === undefined) {
      days.set(day, known);
      continue;
    }
    const firstMs = Math.floor(micros / 1000 / HOUR_MS) * HOUR_MS;
    const lastMs = firstMs + HOUR_MS;
    days.set(day, {
      firstMs: Math.min(firstMs, known?.firstMs ?? firstMs),
      lastMs: Math.max(lastMs, known?.lastMs ?? lastMs),
    });
  }
  return days;
}

function traceIdOf({ kind, row }: RecordRow): string {
  return (kind === "trace" ? row.id : row.trace_id) ?? "";
}

const DAY_SQL = "(day - date '1970-01-01')";

function timeSql(milliseconds: string): string {
  return `to_timestamp(${milliseconds}::double precision / 1000)`;
}

/** @throws DbError */
export async function readStartTimes(
  db: Queryable,
  { startTimes }: TableNames,
  days: readonly Day[],
): Promise<ReadonlyMap<Day, StartTimes>> {
  const millisecondsSql = (column: string) => numberSql(`(extract(epoch FROM ${column}) * 1000)`);
  const rows = await db.query(
    `SELECT ${numberSql(DAY_SQL)} AS day, ${millisecondsSql("first_start")} AS first_ms, ${millisecondsSql("last_start")} AS last_ms
FROM ${startTimes} WHERE ${DAY_SQL} IN (SELECT asked.day::int FROM jsonb_array_elements_text($1::jsonb) AS asked (day))`,
    [JSON.stringify(days)],
  );
  return new Map(
    rows.map((row) => [numberIn(row, "day"), { firstMs: numberIn(row, "first_ms"), lastMs: numberIn(row, "last_ms") }]),
  );
}

/**
 * Begins to keep a day's times, in a transaction of its own, from the records already stored for it. The lock waits for
 * each writer that found no times for the day, so that the next one finds these.
 */
export function keepStartTimes(names: TableNames, day: Day): readonly SqlStatement[] {
  const { firstMs, lastMs } = usualStartTimes(day);
  const stored = (["traces", "spans"] as const).map(
    (table) => `SELECT start_time FROM ${names[table]} WHERE ${ofDay(TRACE_ID[table], day)}`,
  );
  return [
    { sql: LOCK_TIMEOUT },
    { sql: `LOCK TABLE ${names.startTimes} IN SHARE ROW EXCLUSIVE MODE` },
    {
      sql: `INSERT INTO ${names.startTimes} (day, first_start, last_start)
SELECT date '1970-01-01' + $1::int, least(${timeSql("$2")}, min(start_time)), greatest(${timeSql("$3")}, max(start_time))
FROM (${stored.join(" UNION ALL ")}) AS stored ON CONFLICT (day) DO NOTHING`,
      params: [day, firstMs, lastMs],
    },
  ];
}

/**
 * Extends the times of days to include these, in the transaction that writes the rows; days without times are skipped.
 */
export function extendStartTimes(
  { startTimes }: TableNames,
  days: readonly (readonly [Day, StartTimes])[],
): SqlStatement {
  const sql = `UPDATE ${startTimes} AS kept
SET first_start = least(first_start, ${timeSql("first_ms")}), last_start = greatest(last_start, ${timeSql("last_ms")})
FROM jsonb_to_recordset($1::jsonb) AS given (day int, first_ms double precision, last_ms double precision)
WHERE kept.day = date '1970-01-01' + given.day`;
  const given = days.map(([day, { firstMs, lastMs }]) => ({ day, first_ms: firstMs, last_ms: lastMs }));
  given.sort((one, other) => one.day - other.day);
  return { sql, params: [JSON.stringify(given)] };
}

/** A row of days. */
export interface DayRange {
  readonly first: Day;
  readonly last: Day;
}

/** The days in which nothing started within a range of time. @throws DbError */
export async function daysWithout(
  db: Queryable,
  { startTimes }: TableNames,
  { from, to }: TimeRange,
): Promise<readonly DayRange[]> {
  const rows = await db.query(
    `SELECT ${numberSql("min(day)")} AS first, ${numberSql("max(day)")} AS last FROM (
  SELECT ${DAY_SQL} AS day, ${DAY_SQL} - row_number() OVER (ORDER BY day) AS island FROM ${startTimes}
  WHERE last_start < $1::timestamptz OR first_start >= $2::timestamptz
) AS without GROUP BY island ORDER BY 1`,
    [from ?? "-infinity", to ?? "infinity"],
  );
  return rows.map((row) => ({ first: numberIn(row, "first"), last: numberIn(row, "last") }));
}
