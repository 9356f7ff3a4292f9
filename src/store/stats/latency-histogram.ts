import type { Queryable } from "../db/db.js";
import { numberSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { numberIn, presentNumbers } from "../read/row-fields.js";
import { histogramBounds, type Spread } from "./histogram-bounds.js";
import { type RunQuery, runsSql } from "./runs.js";

/** How many runs took from `fromMs` to below `toMs`. */
export interface LatencyBar {
  readonly fromMs: number;
  /** Absent for a last bar of all longer runs. */
  readonly toMs?: number;
  readonly runs: number;
}

/**
 * From the shortest to the longest, without a gap, with bounds that fit these runs; empty where no run has ended.
 *
 * @throws StoreError; DbError
 */
export async function latencyHistogram(
  db: Queryable,
  names: TableNames,
  query: RunQuery,
  nowMs: number,
): Promise<readonly LatencyBar[]> {
  const { sql, statement } = runsSql(names, query, nowMs);
  const ended = `FROM (${sql}) run WHERE duration_ms IS NOT NULL`;
  const [spreadRow = {}] = await db.query(
    `SELECT min(duration_ms) AS min, max(duration_ms) AS max, ${percentileSql(0.05)} AS p5, ${percentileSql(0.95)} AS p95
${ended}`,
    statement.params,
  );
  const { min, p5, p95, max } = presentNumbers(spreadRow, { min: "min", p5: "p5", p95: "p95", max: "max" });
  if (min === undefined || p5 === undefined || p95 === undefined || max === undefined) return [];
  const bounds = boundsOf({ min, p5, p95, max });
  const rows = await db.query(
    `SELECT width_bucket(duration_ms, ARRAY[${bounds.join(", ")}]::double precision[]) AS bar,
  ${numberSql("count(*)")} AS runs
${ended} GROUP BY bar`,
    statement.params,
  );
  return bars(bounds, new Map(rows.map((row) => [numberIn(row, "bar"), numberIn(row, "runs")])));
}

function percentileSql(fraction: number): string {
  return `percentile_disc(${fraction}) WITHIN GROUP (ORDER BY duration_ms)`;
}

/** Always with a lowest bound, below which no run can be. */
function boundsOf(spread: Spread): readonly number[] {
  const bounds = histogramBounds(spread);
  return (bounds[0] ?? 0) > spread.min ? [0, ...bounds] : bounds;
}

/** The database counts bars from 1; runs above the last bound have the number of the last bound. */
function bars(bounds: readonly number[], counts: ReadonlyMap<number, number>): readonly LatencyBar[] {
  const all = bounds.map((fromMs, index) => {
    const toMs = bounds[index + 1];
    return { fromMs, ...(toMs !== undefined && { toMs }), runs: counts.get(index + 1) ?? 0 };
  });
  return all.slice(
    all.findIndex(({ runs }) => runs > 0),
    all.findLastIndex(({ runs }) => runs > 0) + 1,
  );
}
