import type { Queryable, Row } from "../db/db.js";
import { numberSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { numberIn } from "../read/row-fields.js";
import { type GroupRow, groupOf } from "./group-row.js";
import { type RunQuery, runsSql } from "./runs.js";

/** How long runs that have ended took, in milliseconds. Percentiles are exact, interpolated between neighbours. */
export interface LatencyRow extends GroupRow {
  readonly runs: number;
  readonly meanMs: number;
  readonly minMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** The busiest first; with stretches of time, the oldest first. @throws StoreError `bad_option`; DbError */
export async function latencyStats(
  db: Queryable,
  names: TableNames,
  query: RunQuery,
  nowMs: number,
): Promise<readonly LatencyRow[]> {
  const { sql, statement } = runsSql(names, query, nowMs);
  const rows = await db.query(
    `SELECT key, bucket, ${numberSql("count(*)")} AS runs, avg(duration_ms) AS mean_ms,
  min(duration_ms) AS min_ms, max(duration_ms) AS max_ms,
  ${percentileSql(0.5)} AS p50_ms, ${percentileSql(0.95)} AS p95_ms, ${percentileSql(0.99)} AS p99_ms
FROM (${sql}) run WHERE duration_ms IS NOT NULL
GROUP BY key, bucket ORDER BY bucket, runs DESC, key`,
    statement.params,
  );
  return rows.map(latencyRow);
}

function percentileSql(fraction: number): string {
  return `percentile_cont(${fraction}) WITHIN GROUP (ORDER BY duration_ms)`;
}

function latencyRow(row: Row): LatencyRow {
  return {
    ...groupOf(row),
    runs: numberIn(row, "runs"),
    meanMs: numberIn(row, "mean_ms"),
    minMs: numberIn(row, "min_ms"),
    p50Ms: numberIn(row, "p50_ms"),
    p95Ms: numberIn(row, "p95_ms"),
    p99Ms: numberIn(row, "p99_ms"),
    maxMs: numberIn(row, "max_ms"),
  };
}
