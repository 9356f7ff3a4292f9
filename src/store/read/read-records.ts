import type { SpanRecord, TraceRecord } from "../../records/record.js";
import type { Queryable, Row } from "../db/db.js";
import type { TableNames } from "../db/table-names.js";
import { isUuid } from "./get-trace.js";
import { type AsSent, asSent, SPAN_SQL, spanOf, TRACE_SQL, traceOf } from "./row-record.js";

/** A record in Opik's wire form, as it is stored. */
export interface KeptRecord<Kept> {
  readonly record: Kept;
  readonly sent: AsSent<Kept>;
  /** Whether it was updated before it was written: then its start is a guess, and what no update named is not known. */
  readonly isPartial: boolean;
}

/** Those of these traces that are stored. @throws DbError */
export function readTraceRecords(
  db: Queryable,
  { traces }: TableNames,
  ids: readonly string[],
): Promise<readonly KeptRecord<TraceRecord>[]> {
  return readRows(db, `SELECT ${TRACE_SQL} FROM ${traces}`, ids, traceOf);
}

/** Those of these spans that are stored. @throws DbError */
export function readSpanRecords(
  db: Queryable,
  { spans }: TableNames,
  ids: readonly string[],
): Promise<readonly KeptRecord<SpanRecord>[]> {
  return readRows(db, `SELECT ${SPAN_SQL} FROM ${spans}`, ids, spanOf);
}

async function readRows<Kept extends TraceRecord>(
  db: Queryable,
  select: string,
  ids: readonly string[],
  recordOf: (row: Row) => Kept,
): Promise<readonly KeptRecord<Kept>[]> {
  const asked = ids.filter(isUuid);
  if (asked.length === 0) return [];
  const rows = await db.query(
    `${select} WHERE id IN (SELECT asked.id::uuid FROM jsonb_array_elements_text($1::jsonb) AS asked (id)) ORDER BY id`,
    [JSON.stringify(asked)],
  );
  return rows.map((row) => {
    const record = recordOf(row);
    return { record, sent: asSent(record, row), isPartial: row["is_partial"] === true };
  });
}

/** Those of these records that were updated before they were written. @throws DbError */
export async function findPartialIds(
  db: Queryable,
  { traces, spans }: TableNames,
  kind: "trace" | "span",
  ids: readonly string[],
): Promise<readonly string[]> {
  const asked = ids.filter(isUuid);
  if (asked.length === 0) return [];
  const rows = await db.query(
    `SELECT id::text AS id FROM ${kind === "trace" ? traces : spans}
WHERE is_partial AND id IN (SELECT asked.id::uuid FROM jsonb_array_elements_text($1::jsonb) AS asked (id))`,
    [JSON.stringify(asked)],
  );
  return rows.flatMap(({ id }) => (typeof id === "string" ? [id] : []));
}
