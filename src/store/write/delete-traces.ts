import type { Queryable } from "../db/db.js";
import { numberSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { isUuid } from "../read/get-trace.js";
import { numberIn } from "../read/row-fields.js";
import type { Pruned } from "./retention.js";

/** Deletes these traces with their spans and all attachments, in one statement. @throws DbError */
export async function deleteTraces(
  db: Queryable,
  { traces, spans, attachments, scores }: TableNames,
  traceIds: readonly string[],
): Promise<Pruned> {
  const [row] = await db.query(
    `WITH asked AS (SELECT id::uuid FROM jsonb_array_elements_text($1::jsonb) AS given (id)),
gone_traces AS (DELETE FROM ${traces} WHERE id IN (SELECT id FROM asked) RETURNING id),
gone_spans AS (DELETE FROM ${spans} WHERE trace_id IN (SELECT id FROM asked) RETURNING id),
gone_attachments AS (DELETE FROM ${attachments} WHERE trace_id IN (SELECT id FROM asked)),
gone_scores AS (DELETE FROM ${scores} WHERE entity_type = 'trace' AND entity_id IN (SELECT id::text FROM asked)
  OR entity_type = 'span' AND entity_id IN (SELECT id::text FROM gone_spans))
SELECT (SELECT ${numberSql("count(*)")} FROM gone_traces) AS traces, (SELECT ${numberSql("count(*)")} FROM gone_spans) AS spans`,
    [JSON.stringify(traceIds.filter(isUuid))],
  );
  return row === undefined
    ? { traces: 0, spans: 0 }
    : { traces: numberIn(row, "traces"), spans: numberIn(row, "spans") };
}

/** Deletes these spans with all their attachments, and returns how many spans there were. @throws DbError */
export async function deleteSpans(
  db: Queryable,
  { spans, attachments, scores }: TableNames,
  spanIds: readonly string[],
): Promise<number> {
  const [row] = await db.query(
    `WITH asked AS (SELECT id::uuid FROM jsonb_array_elements_text($1::jsonb) AS given (id)),
gone AS (DELETE FROM ${spans} WHERE id IN (SELECT id FROM asked) RETURNING id),
gone_attachments AS (DELETE FROM ${attachments} WHERE entity_id IN (SELECT id FROM asked)),
gone_scores AS (DELETE FROM ${scores} WHERE entity_type = 'span' AND entity_id IN (SELECT id::text FROM asked))
SELECT ${numberSql("count(*)")} AS spans FROM gone`,
    [JSON.stringify(spanIds.filter(isUuid))],
  );
  return row === undefined ? 0 : numberIn(row, "spans");
}
