import type { Queryable } from "../db/db.js";
import { numberSql } from "../db/sql-values.js";
import { Statement } from "../db/statement.js";
import type { TableNames } from "../db/table-names.js";
import { addSharedConditions, addSpanConditions, addTraceConditions, type Criteria } from "./filter.js";
import { numberIn } from "./row-fields.js";

/** Traces that match, with their spans, and matching spans whose trace is not stored. */
export interface RecordCounts {
  readonly traces: number;
  readonly spans: number;
  /** Their attachments. */
  readonly attachments: number;
}

/** @throws StoreError `bad_option`; DbError */
export async function countRecords(
  db: Queryable,
  names: TableNames,
  criteria: Criteria,
  nowMs: number,
): Promise<RecordCounts> {
  const ofTraces = new Statement();
  addSharedConditions(ofTraces, criteria, nowMs);
  addTraceConditions(ofTraces, criteria, names);
  const whole = await counts(
    db,
    `WITH fitting AS (SELECT r.id FROM ${names.traces} r WHERE ${ofTraces.conditions})
SELECT ${countSql("fitting")} AS traces,
  ${countSql(`${names.spans} s WHERE trace_id IN (SELECT id FROM fitting)`)} AS spans,
  ${countSql(`${names.attachments} a WHERE trace_id IN (SELECT id FROM fitting)`)} AS attachments`,
    ofTraces,
  );
  const ofOrphans = new Statement();
  addSharedConditions(ofOrphans, criteria, nowMs);
  addSpanConditions(ofOrphans, criteria, names);
  ofOrphans.whereTrue(`NOT EXISTS (SELECT FROM ${names.traces} t WHERE t.id = r.trace_id)`);
  const orphans = await counts(
    db,
    `WITH fitting AS (SELECT r.trace_id, r.id FROM ${names.spans} r WHERE ${ofOrphans.conditions})
SELECT ${numberSql("0")} AS traces, ${countSql("fitting")} AS spans,
  ${countSql(`${names.attachments} a WHERE (trace_id, entity_id) IN (SELECT trace_id, id FROM fitting)`)} AS attachments`,
    ofOrphans,
  );
  return {
    traces: whole.traces,
    spans: whole.spans + orphans.spans,
    attachments: whole.attachments + orphans.attachments,
  };
}

async function counts(db: Queryable, sql: string, { params }: Statement): Promise<RecordCounts> {
  const [row] = await db.query(sql, params);
  if (row === undefined) return { traces: 0, spans: 0, attachments: 0 };
  return { traces: numberIn(row, "traces"), spans: numberIn(row, "spans"), attachments: numberIn(row, "attachments") };
}

function countSql(from: string): string {
  return `(SELECT ${numberSql("count(*)")} FROM ${from})`;
}
