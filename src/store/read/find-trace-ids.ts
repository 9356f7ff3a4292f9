import type { Queryable } from "../db/db.js";
import type { TableNames } from "../db/table-names.js";
import { textIn } from "./row-fields.js";

/** Shorter parts would stand for too many. */
const PART = /^[0-9a-f-]{8,36}$/;
const MAX_IDS = 10;

/** Ids of traces that begin or end like this, ten at most; none for fewer than eight characters. @throws DbError */
export async function findTraceIds(db: Queryable, { traces }: TableNames, part: string): Promise<readonly string[]> {
  const wanted = part.toLowerCase();
  if (!PART.test(wanted)) return [];
  const sql = `SELECT id::text AS id FROM ${traces}
WHERE id::text LIKE '%' || $1::text OR id::text LIKE $1::text || '%' ORDER BY start_time DESC, id LIMIT ${MAX_IDS}`;
  return (await db.query(sql, [wanted])).map((row) => textIn(row, "id"));
}
