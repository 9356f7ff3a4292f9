import { type ColumnTypes, SPAN_COLUMNS, TRACE_COLUMNS } from "../db/columns.js";
import type { Queryable } from "../db/db.js";
import type { TableNames } from "../db/table-names.js";

/** Large columns, in no condition that an index could serve: sampling them would take most of the time. */
const UNREAD = ["input", "output", "metadata", "usage", "error_message", "error_traceback"];

/**
 * Lets the database update the statistics of its tables, by which it plans queries. A server does so by itself; an
 * embedded one never does, and then reads a whole table where an index would do.
 *
 * @throws DbError
 */
export async function refreshStatistics(db: Queryable, { traces, spans }: TableNames): Promise<void> {
  await db.query(`ANALYZE ${traces} (${readColumns(TRACE_COLUMNS)})`);
  await db.query(`ANALYZE ${spans} (${readColumns(SPAN_COLUMNS)})`);
}

/** Whether it has ever done so. @throws DbError */
export async function hasStatistics(db: Queryable, { traces }: TableNames): Promise<boolean> {
  const [row] = await db.query("SELECT EXISTS (SELECT FROM pg_stats WHERE tablename = $1) AS found", [traces]);
  return row?.["found"] === true;
}

function readColumns(columns: ColumnTypes): string {
  return Object.keys(columns)
    .filter((name) => !UNREAD.includes(name))
    .join(", ");
}
