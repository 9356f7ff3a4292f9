import { systemClock } from "../../runtime/system-clock.js";
import type { RecordRow } from "../db/columns.js";
import { type Db, dbError, type Queryable, type SqlStatement } from "../db/db.js";
import { type RecordTable, TRACE_ID } from "../db/record-tables.js";
import type { TableNames } from "../db/table-names.js";
import type { TimeRange } from "../read/time-window.js";
import { type Day, dayOf, firstIdOf } from "./day.js";
import { isHeld, makePartition } from "./day-tables.js";
import {
  type DayRange,
  daysWithout,
  extendStartTimes,
  includes,
  keepStartTimes,
  readStartTimes,
  type StartTimes,
  startTimesOf,
} from "./start-times.js";

/** What writing to tables in partitions needs. */
export interface DayPartitions {
  /**
   * Makes the partitions that rows go to, and returns the statements that belong in the transaction that writes them.
   */
  prepare(rows: readonly RecordRow[]): Promise<readonly SqlStatement[]>;
}

/** What whole tables need: nothing. */
export const NO_PARTITIONS: DayPartitions = { prepare: () => Promise.resolve([]) };

/** Ids of any time may come: only this many days before today have partitions, and tomorrow's is made in time. */
const DAYS_BEFORE = 400;
const DAYS_AHEAD = 1;

/** Where somebody locks a table for long, writing does not wait for the lock at each batch. */
const PAUSE_MS = 60_000;
/** Only the owner of a table may give it partitions. Others still write, to the existing ones. */
const DENIED_CODE = "42501";

const TABLE_OF = { trace: "traces", span: "spans", attachment: "attachments" } as const satisfies Record<
  RecordRow["kind"],
  RecordTable
>;

export function dayPartitions(db: Db, names: TableNames): DayPartitions {
  const kept = new Set<Day>();
  /** Table and day. */
  const settled = new Set<string>();
  const known = new Map<Day, StartTimes>();
  let pausedUntilMs = 0;

  const make = async (table: RecordTable, day: Day) => {
    try {
      if (!kept.has(day)) await db.transaction(keepStartTimes(names, day));
      kept.add(day);
      await db.transaction(makePartition(names, table, day));
    } catch (error) {
      if (isHeld(error)) return "held";
      if (dbError(error).code === DENIED_CODE) return "denied";
      throw error;
    }
    return "made";
  };
  const makeMissing = async (table: RecordTable, days: Iterable<Day>) => {
    const today = dayOf(systemClock.wallTimeMs());
    const wanted = [...days].filter((day) => day >= today - DAYS_BEFORE && day <= today);
    for (const day of [...wanted, today + DAYS_AHEAD]) {
      const partition = `${table} ${day}`;
      if (settled.has(partition) || systemClock.elapsedMs() < pausedUntilMs) continue;
      if ((await make(table, day)) === "held") pausedUntilMs = systemClock.elapsedMs() + PAUSE_MS;
      else settled.add(partition);
    }
  };
  return {
    async prepare(rows) {
      const days = startTimesOf(rows);
      for (const table of new Set(rows.map(({ kind }) => TABLE_OF[kind]))) await makeMissing(table, days.keys());
      const started = [...days].flatMap(([day, times]) => (times === undefined ? [] : [[day, times] as const]));
      const unknown = started.flatMap(([day]) => (known.has(day) ? [] : [day]));
      if (unknown.length > 0) {
        for (const [day, times] of await readStartTimes(db, names, unknown)) known.set(day, times);
      }
      const extended = started.filter(([day, times]) => {
        const now = known.get(day);
        return now === undefined || !includes(now, times);
      });
      // The result of the transaction is read after it.
      for (const [day] of extended) known.delete(day);
      return extended.length === 0 ? [] : [extendStartTimes(names, extended)];
    },
  };
}

/**
 * A condition on ids of traces that leaves out the days in which nothing started within a range of time. A trace and
 * its parts are left out together, as they have the same day.
 *
 * @throws DbError
 */
export async function traceIdsWithin(
  db: Queryable,
  names: TableNames,
  range: TimeRange,
): Promise<(traceId: string) => string> {
  const without = names.partitions === "day" ? await daysWithout(db, names, range) : [];
  return (traceId) => ["true", ...without.map((days) => notOf(traceId, days))].join(" AND ");
}

function notOf(traceId: string, { first, last }: DayRange): string {
  return `(${traceId} < '${firstIdOf(first)}' OR ${traceId} >= '${firstIdOf(last + 1)}')`;
}

/** The tables without those days: subqueries in place of their names. @throws DbError */
export async function tablesWithin(db: Queryable, names: TableNames, range: TimeRange): Promise<TableNames> {
  if (names.partitions === "none") return names;
  const within = await traceIdsWithin(db, names, range);
  const read = (table: RecordTable) => `(SELECT * FROM ${names[table]} WHERE ${within(TRACE_ID[table])})`;
  return { ...names, traces: read("traces"), spans: read("spans"), attachments: read("attachments") };
}
