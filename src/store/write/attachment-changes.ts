import type { Queryable } from "../db/db.js";
import { numberSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { isUuid } from "../read/get-trace.js";
import { numberIn } from "../read/row-fields.js";

/** @throws DbError */
export async function deleteAttachments(
  db: Queryable,
  { attachments }: TableNames,
  ids: readonly string[],
): Promise<void> {
  await db.query(
    `DELETE FROM ${attachments} WHERE id IN (SELECT given.id::uuid FROM jsonb_array_elements_text($1::jsonb) AS given (id))`,
    [JSON.stringify(ids.filter(isUuid))],
  );
}

/**
 * Moves attachments that came before their span, and were stored with its id, to the traces of those spans that have
 * come since. Returns how many still wait.
 *
 * @throws DbError
 */
export async function adoptAttachments(db: Queryable, { attachments, spans }: TableNames): Promise<number> {
  const waits = "a.entity_type = 'span' AND a.trace_id = a.entity_id";
  const [row] = await db.query(
    `WITH adopted AS (UPDATE ${attachments} a SET trace_id = s.trace_id FROM ${spans} s
  WHERE ${waits} AND s.id = a.entity_id RETURNING 1)
SELECT ${numberSql(`((SELECT count(*) FROM ${attachments} a WHERE ${waits}) - (SELECT count(*) FROM adopted))`)} AS waiting`,
  );
  return row === undefined ? 0 : numberIn(row, "waiting");
}
