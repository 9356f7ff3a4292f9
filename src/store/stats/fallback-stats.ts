import type { Queryable, Row } from "../db/db.js";
import { numberSql } from "../db/sql-values.js";
import { Statement } from "../db/statement.js";
import type { TableNames } from "../db/table-names.js";
import { addSharedConditions, addSpanConditions, addTraceConditions, type Criteria } from "../read/filter.js";
import { numberIn, presentNumbers, presentTexts } from "../read/row-fields.js";

/** A route of fallbacks, from one model to another. Unknown fields are absent. */
export interface FallbackRoute {
  readonly fromModel?: string;
  readonly toModel?: string;
  /** The type of the error that ended the attempt before. */
  readonly reason?: string;
  /** The HTTP status of that error. */
  readonly status?: number;
  readonly fallbacks: number;
  /** Of these, those whose new candidate answered. */
  readonly answered: number;
  /** The average time of the failed candidates and the waits after them, in milliseconds. */
  readonly meanLostMs: number;
}

export interface FallbackStats {
  readonly traces: number;
  /** Traces in which another candidate was asked. */
  readonly tracesWithFallback: number;
  /** From 0 to 1. */
  readonly rate: number;
  /** The wall time that failed attempts cost these traces, retries among them, in milliseconds. */
  readonly lostMs: number;
  /** The most frequent first. */
  readonly routes: readonly FallbackRoute[];
}

/** @throws StoreError `bad_option`; DbError */
export async function fallbackStats(
  db: Queryable,
  names: TableNames,
  criteria: Criteria,
  nowMs: number,
): Promise<FallbackStats> {
  const [total] = await db.query(...traceTotalsSql(names, criteria, nowMs));
  const routes = (await db.query(...routesSql(names, criteria, nowMs))).map(route);
  const traces = total === undefined ? 0 : numberIn(total, "traces");
  const tracesWithFallback = total === undefined ? 0 : numberIn(total, "fallen_back");
  return {
    traces,
    tracesWithFallback,
    rate: traces === 0 ? 0 : tracesWithFallback / traces,
    lostMs: total === undefined ? 0 : numberIn(total, "lost_ms"),
    routes,
  };
}

function traceTotalsSql(names: TableNames, criteria: Criteria, nowMs: number) {
  const statement = new Statement();
  addSharedConditions(statement, criteria, nowMs);
  addTraceConditions(statement, criteria, names);
  const fellBack = `EXISTS (SELECT FROM ${names.spans} s WHERE s.trace_id = r.id
  AND s.attempt_number > 1 AND s.attempt_kind = 'fallback')`;
  const sql = `SELECT ${numberSql("count(*)")} AS traces, ${numberSql("count(*) FILTER (WHERE fell_back)")} AS fallen_back,
  coalesce(sum(lost_ms) FILTER (WHERE fell_back), 0) AS lost_ms
FROM (SELECT ${fellBack} AS fell_back, ${jsonNumberSql("r.metadata->'summary'->'time_lost_ms'")} AS lost_ms
  FROM ${names.traces} r WHERE ${statement.conditions}) trace`;
  return [sql, statement.params] as const;
}

/** The previous candidate is the newest one with the previous number that had ended in the same place. */
function routesSql(names: TableNames, criteria: Criteria, nowMs: number) {
  const statement = new Statement();
  addSharedConditions(statement, criteria, nowMs);
  addSpanConditions(statement, criteria, names);
  const sql = `SELECT r.metadata->'attempt'->>'previous_model' AS from_model, r.model AS to_model,
  r.metadata->'attempt'->'reason'->>'type' AS reason,
  ${jsonNumberSql("r.metadata->'attempt'->'reason'->'status'")} AS http_status,
  ${numberSql("count(*)")} AS fallbacks, ${numberSql("count(*) FILTER (WHERE r.status = 'ok')")} AS answered,
  avg(coalesce(before.duration_ms, 0) + coalesce(${jsonNumberSql("r.metadata->'attempt'->'wait_ms'")}, 0)) AS mean_lost_ms
FROM ${names.spans} r
LEFT JOIN LATERAL (SELECT b.duration_ms FROM ${names.spans} b
  WHERE b.trace_id = r.trace_id AND b.parent_span_id IS NOT DISTINCT FROM r.parent_span_id
    AND b.attempt_kind = 'fallback' AND b.attempt_number = r.attempt_number - 1 AND b.end_time <= r.start_time
  ORDER BY b.end_time DESC LIMIT 1) before ON true
WHERE r.attempt_number > 1 AND r.attempt_kind = 'fallback' AND ${statement.conditions}
GROUP BY 1, 2, 3, 4 ORDER BY fallbacks DESC, 1, 2, 3, 4`;
  return [sql, statement.params] as const;
}

/** A number from JSON that came from outside; anything else counts as absent. */
function jsonNumberSql(value: string): string {
  return `CASE WHEN jsonb_typeof(${value}) = 'number' THEN (${value})::double precision END`;
}

function route(row: Row): FallbackRoute {
  return {
    ...presentTexts(row, { fromModel: "from_model", toModel: "to_model", reason: "reason" }),
    ...presentNumbers(row, { status: "http_status" }),
    fallbacks: numberIn(row, "fallbacks"),
    answered: numberIn(row, "answered"),
    meanLostMs: numberIn(row, "mean_lost_ms"),
  };
}
