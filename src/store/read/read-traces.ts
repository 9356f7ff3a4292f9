import type { SpanRecord, TraceRecord } from "../../records/record.js";
import type { Queryable } from "../db/db.js";
import type { TableNames } from "../db/table-names.js";
import { addTraceConditions, type Filter } from "./filter.js";
import { findPage, type Search } from "./find-page.js";
import type { Page } from "./page.js";
import { SPAN_SQL, spanOf, TRACE_SQL, traceOf } from "./row-record.js";

/** A trace with all its spans, whole. */
export interface TraceRecords {
  readonly trace: TraceRecord;
  readonly spans: readonly SpanRecord[];
}

/** Whole traces, newest first. @throws StoreError `bad_option`; DbError */
export async function readTraces(
  db: Queryable,
  names: TableNames,
  filter: Filter,
  nowMs: number,
): Promise<Page<TraceRecords>> {
  const { items, next } = await findPage(db, wholeTraceSearch(names, filter), nowMs);
  const spans = await spansOf(db, names, items);
  const whole = items.map((trace) => ({ trace, spans: spans.get(trace.id) ?? [] }));
  return { items: whole, ...(next !== undefined && { next }) };
}

function wholeTraceSearch(names: TableNames, filter: Filter): Search<TraceRecord> {
  return {
    table: names.traces,
    filter,
    columns: TRACE_SQL,
    narrow: (statement) => {
      addTraceConditions(statement, filter, names);
    },
    item: traceOf,
  };
}

type SpansByTrace = ReadonlyMap<string, readonly SpanRecord[]>;

async function spansOf(db: Queryable, { spans }: TableNames, traces: readonly TraceRecord[]): Promise<SpansByTrace> {
  const sql = `SELECT ${SPAN_SQL} FROM ${spans} s
WHERE trace_id IN (SELECT asked.id::uuid FROM jsonb_array_elements_text($1::jsonb) AS asked (id)) ORDER BY start_time, id`;
  const byTrace = new Map<string, SpanRecord[]>(traces.map(({ id }) => [id, []]));
  for (const row of await db.query(sql, [JSON.stringify([...byTrace.keys()])])) {
    const span = spanOf(row);
    byTrace.get(span.trace_id)?.push(span);
  }
  return byTrace;
}
