import type { TraceRecord } from "../../records/record.js";
import type { SpanNode } from "../../records/span-forest.js";
import { spanForest } from "../../records/span-forest.js";
import type { Queryable } from "../db/db.js";
import type { TableNames } from "../db/table-names.js";
import { SPAN_SQL, spanOf, TRACE_SQL, traceOf } from "./row-record.js";

/** One trace with its spans, in Opik's wire form. */
export interface StoredTrace {
  readonly id: string;
  /** Absent where spans have come and their trace has not. */
  readonly trace?: TraceRecord;
  /** The spans as trees. Each is in them once: one whose parent is missing is marked as an orphan. */
  readonly spans: readonly SpanNode[];
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Undefined where the id is unknown. @throws DbError */
export async function getTrace(db: Queryable, names: TableNames, id: string): Promise<StoredTrace | undefined> {
  if (!isUuid(id)) return undefined;
  const [traceRow] = await db.query(`SELECT ${TRACE_SQL} FROM ${names.traces} WHERE id = $1::uuid`, [id]);
  const spanRows = await db.query(`SELECT ${SPAN_SQL} FROM ${names.spans} WHERE trace_id = $1::uuid`, [id]);
  if (traceRow === undefined && spanRows.length === 0) return undefined;
  return {
    id: id.toLowerCase(),
    ...(traceRow && { trace: traceOf(traceRow) }),
    spans: spanForest(spanRows.map(spanOf)),
  };
}
