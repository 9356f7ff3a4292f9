import type { Queryable, Row } from "../db/db.js";
import { isoSql, numberSql } from "../db/sql-values.js";
import { Statement } from "../db/statement.js";
import type { TableNames } from "../db/table-names.js";
import { addOwnTraceConditions, addSharedConditions, addSpanConditions } from "../read/filter.js";
import { numberIn, presentTexts, textIn } from "../read/row-fields.js";
import { type GroupRow, groupOf } from "./group-row.js";
import { type RunQuery, runsSql } from "./runs.js";

export interface ErrorRate extends GroupRow {
  /** All runs, whether they have ended or not. */
  readonly runs: number;
  readonly errors: number;
  /** From 0 to 1. */
  readonly rate: number;
}

/** Failures of one type, counted where they began: not again on the parents that failed with them. */
export interface ErrorType {
  readonly type: string;
  readonly count: number;
  /** The newest of them. */
  readonly example: {
    readonly traceId: string;
    readonly message?: string;
    /** ISO 8601, UTC. */
    readonly startTime: string;
  };
}

export interface ErrorStats {
  /** The busiest first; with stretches of time, the oldest first. */
  readonly rates: readonly ErrorRate[];
  /** The 20 most frequent. Attempts that failed count, even where a later one answered. */
  readonly types: readonly ErrorType[];
}

const MAX_TYPES = 20;

/** @throws StoreError `bad_option`; DbError */
export async function errorStats(
  db: Queryable,
  names: TableNames,
  query: RunQuery,
  nowMs: number,
): Promise<ErrorStats> {
  const rates = await errorRates(db, names, query, nowMs);
  return { rates, types: await errorTypes(db, names, query, nowMs) };
}

async function errorRates(db: Queryable, names: TableNames, query: RunQuery, nowMs: number): Promise<ErrorRate[]> {
  const { sql, statement } = runsSql(names, query, nowMs);
  const rows = await db.query(
    `SELECT key, bucket, ${numberSql("count(*)")} AS runs,
  ${numberSql("count(*) FILTER (WHERE status = 'error')")} AS errors
FROM (${sql}) run GROUP BY key, bucket ORDER BY bucket, runs DESC, key`,
    statement.params,
  );
  return rows.map((row) => {
    const runs = numberIn(row, "runs");
    const errors = numberIn(row, "errors");
    return { ...groupOf(row), runs, errors, rate: errors / runs };
  });
}

async function errorTypes(db: Queryable, names: TableNames, query: RunQuery, nowMs: number): Promise<ErrorType[]> {
  const { sql, statement } = firstFailuresSql(names, query, nowMs);
  const newest = (column: string) => `(array_agg(${column} ORDER BY start_time DESC, trace_id))[1]`;
  const rows = await db.query(
    `SELECT coalesce(error_type, '') AS type, ${numberSql("count(*)")} AS errors,
  ${newest("trace_id::text")} AS trace_id, ${newest("left(error_message, 500)")} AS message,
  ${isoSql("max(start_time)")} AS start_text
FROM (${sql}) failure GROUP BY type ORDER BY errors DESC, type LIMIT ${MAX_TYPES}`,
    statement.params,
  );
  return rows.map(errorType);
}

/** Runs that failed, and nothing below them with the same type of error. */
function firstFailuresSql({ traces, spans }: TableNames, query: RunQuery, nowMs: number) {
  const statement = new Statement();
  addSharedConditions(statement, query, nowMs);
  const ofSpans = statement.sibling();
  addSpanConditions(ofSpans, query, { traces });
  const ofTraces = statement.sibling();
  addOwnTraceConditions(ofTraces, query);
  const failedBelow = (where: string) =>
    `EXISTS (SELECT FROM ${spans} c WHERE ${where} AND c.status = 'error' AND c.error_type IS NOT DISTINCT FROM r.error_type)`;
  const failures = (traceId: string) => `SELECT r.error_type, r.error_message, ${traceId} AS trace_id, r.start_time`;
  const sql = `${failures("r.trace_id")} FROM ${spans} r
WHERE r.status = 'error' AND ${statement.conditions} AND ${ofSpans.conditions}
  AND NOT ${failedBelow("c.trace_id = r.trace_id AND c.parent_span_id = r.id")}
UNION ALL
${failures("r.id")} FROM ${traces} r
WHERE r.status = 'error' AND ${statement.conditions} AND ${ofTraces.conditions}
  AND NOT ${failedBelow("c.trace_id = r.id")}`;
  return { sql, statement };
}

function errorType(row: Row): ErrorType {
  return {
    type: textIn(row, "type"),
    count: numberIn(row, "errors"),
    example: {
      traceId: textIn(row, "trace_id"),
      startTime: textIn(row, "start_text"),
      ...presentTexts(row, { message: "message" }),
    },
  };
}
