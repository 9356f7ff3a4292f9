import { type ColumnTypes, SPAN_COLUMNS, TRACE_COLUMNS } from "../db/columns.js";
import type { Queryable } from "../db/db.js";
import type { TableNames } from "../db/table-names.js";

/** Large, and in no condition that an index could serve: to read samples of them would take most of the time. */
const UNREAD = ["input", "output", "metadata", "usage", "error_message", "error_traceback"];

/**
 * Lets the database look at how its tables are filled, by which it chooses its ways. A server does so by itself; an
 * embedded one never does, and then reads a whole table for what an index would give.
 *
 * @throws DbError
 */
export async function refreshStatistics(db: Queryable, { traces, spans }: TableNames): Promise<void> {
  await db.query(`ANALYZE ${traces} (${readColumns(TRACE_COLUMNS)})`);
  await db.query(`ANALYZE ${spans} (${readColumns(SPAN_COLUMNS)})`);
}

/** Whether it has ever looked. @throws DbError */
export async function hasStatistics(db: Queryable, { traces }: TableNames): Promise<boolean> {
  const [row] = await db.query("SELECT EXISTS (SELECT FROM pg_stats WHERE tablename = $1) AS found", [traces]);
  return row?.["found"] === true;
}

function readColumns(columns: ColumnTypes): string {
  return Object.keys(columns)
    .filter((name) => !UNREAD.includes(name))
    .join(", ");
}
