import type { Queryable } from "../db.js";
import { numberIn } from "../row-fields.js";
import { numberSql } from "../sql-values.js";
import type { TableNames } from "../table-names.js";
import { type RunQuery, runsSql } from "./runs.js";

/** How many runs took from `fromMs` to below `toMs`. */
export interface LatencyBar {
  readonly fromMs: number;
  /** Absent for the longest of all. */
  readonly toMs?: number;
  readonly runs: number;
}

const DECADES_MS = [1, 10, 100, 1_000, 10_000, 100_000];
const BOUNDS_MS = DECADES_MS.flatMap((decade) => [decade, 2 * decade, 5 * decade]);

/** From the shortest to the longest, without a gap; empty where no run has ended. @throws StoreError; DbError */
export async function latencyHistogram(
  db: Queryable,
  names: TableNames,
  query: RunQuery,
  nowMs: number,
): Promise<readonly LatencyBar[]> {
  const { sql, statement } = runsSql(names, query, nowMs);
  const rows = await db.query(
    `SELECT width_bucket(duration_ms, ARRAY[${BOUNDS_MS.join(", ")}]::double precision[]) AS bar,
  ${numberSql("count(*)")} AS runs
FROM (${sql}) run WHERE duration_ms IS NOT NULL GROUP BY bar`,
    statement.params,
  );
  const counts = new Map(rows.map((row) => [numberIn(row, "bar"), numberIn(row, "runs")]));
  const first = Math.min(...counts.keys());
  const last = Math.max(...counts.keys());
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => bar(first + index, counts));
}

function bar(number: number, counts: ReadonlyMap<number, number>): LatencyBar {
  const toMs = BOUNDS_MS[number];
  return { fromMs: BOUNDS_MS[number - 1] ?? 0, ...(toMs !== undefined && { toMs }), runs: counts.get(number) ?? 0 };
}
