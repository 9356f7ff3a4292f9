import type { Queryable } from "../../../src/store/db/db.js";
import type { TableNames } from "../../../src/store/db/table-names.js";
import { midnight } from "./dated-records.js";

/** The partitions that the database has, without the prefix, by name. */
export async function partitionNames(db: Queryable, { prefix }: TableNames): Promise<readonly string[]> {
  const rows = await db.query(
    `SELECT relname::text AS name FROM pg_class
WHERE relkind = 'r' AND relispartition AND left(relname, length($1)) = $1 ORDER BY relname`,
    [prefix],
  );
  return rows.map(({ name }) => String(name).slice(prefix.length));
}

/** As partitions are named by them. */
export function daysOf(daysAgo: readonly number[]): readonly string[] {
  return daysAgo.map((days) => new Date(midnight(days)).toISOString().slice(0, 10).replaceAll("-", ""));
}
