import type { Queryable } from "../db/db.js";
import { numberSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { numberIn, textIn } from "./row-fields.js";

/** Shorter parts would match too many. */
const PART = /^[0-9a-f-]{8,36}$/;
const SHORT_PART = /^[0-9a-f-]{1,36}$/;
const MAX_IDS = 10;
const FITS = "(id::text LIKE '%' || $1::text OR id::text LIKE $1::text || '%')";

/** Ids of traces that begin or end like this, ten at most; none for fewer than eight characters. @throws DbError */
export async function findTraceIds(db: Queryable, { traces }: TableNames, part: string): Promise<readonly string[]> {
  const wanted = part.toLowerCase();
  if (!PART.test(wanted)) return [];
  const sql = `SELECT id::text AS id FROM ${traces}
WHERE ${FITS} ORDER BY start_time DESC, id LIMIT ${MAX_IDS}`;
  return (await db.query(sql, [wanted])).map((row) => textIn(row, "id"));
}

/** How many traces have an id that begins or ends like this, however short it is. @throws DbError */
export async function countTraceIds(db: Queryable, { traces }: TableNames, part: string): Promise<number> {
  const wanted = part.toLowerCase();
  if (!SHORT_PART.test(wanted)) return 0;
  const [row] = await db.query(`SELECT ${numberSql("count(*)")} AS traces FROM ${traces} WHERE ${FITS}`, [wanted]);
  return row === undefined ? 0 : numberIn(row, "traces");
}
