import type { Queryable, Row } from "../db/db.js";
import { isoSql, numberSql } from "../db/sql-values.js";
import { Statement } from "../db/statement.js";
import type { TableNames } from "../db/table-names.js";
import { numberIn, presentNumbers, presentTexts, textIn } from "../read/row-fields.js";
import { shortName } from "../write/json-fields.js";

/** A conversation, whose turns are traces. */
export interface ThreadSummary {
  readonly id: string;
  readonly project?: string;
  readonly turns: number;
  /** ISO 8601, UTC. */
  readonly startTime: string;
  /** The last known time. */
  readonly endTime: string;
  /** The input of the first turn. */
  readonly firstInput?: unknown;
  /** The output of the last turn. */
  readonly lastOutput?: unknown;
  /** US dollars, recorded or estimated. */
  readonly cost?: number;
}

export interface ThreadSearch {
  readonly project?: string;
  readonly threadId?: string;
  /** From 1 to 2,000. */
  readonly limit: number;
}

/** Threads, those with the newest turn first. @throws DbError */
export async function findThreads(
  db: Queryable,
  { traces, spans }: TableNames,
  { project, threadId, limit }: ThreadSearch,
): Promise<readonly ThreadSummary[]> {
  const statement = new Statement();
  statement.whereTrue("r.thread_id IS NOT NULL");
  statement.where(threadId === undefined ? undefined : shortName(threadId), (place) => `r.thread_id = ${place}`);
  statement.where(
    project === undefined ? undefined : shortName(project),
    (place) => `lower(r.project) = lower(${place})`,
  );
  const rows = await db.query(
    `WITH threads AS (
  SELECT r.thread_id, r.project, count(*) AS turns, min(r.start_time) AS first_start, max(r.start_time) AS last_start,
    max(coalesce(r.end_time, r.start_time)) AS last_end,
    (array_agg(r.id ORDER BY r.start_time, r.id))[1] AS first_id,
    (array_agg(r.id ORDER BY r.start_time DESC, r.id DESC))[1] AS last_id
  FROM ${traces} r WHERE ${statement.conditions}
  GROUP BY r.thread_id, r.project ORDER BY last_start DESC, r.thread_id LIMIT ${limit}
)
SELECT t.thread_id, t.project, ${numberSql("t.turns")} AS turns, ${isoSql("t.first_start")} AS start_text,
  ${isoSql("t.last_end")} AS end_text, one.input, other.output,
  (SELECT sum(coalesce(s.cost, s.estimated_cost)) FROM ${traces} r JOIN ${spans} s ON s.trace_id = r.id
    WHERE r.thread_id = t.thread_id AND r.project IS NOT DISTINCT FROM t.project) AS cost
FROM threads t JOIN ${traces} one ON one.id = t.first_id JOIN ${traces} other ON other.id = t.last_id
ORDER BY t.last_start DESC, t.thread_id`,
    statement.params,
  );
  return rows.map(threadOf);
}

function threadOf(row: Row): ThreadSummary {
  const { input, output } = row;
  return {
    id: textIn(row, "thread_id"),
    turns: numberIn(row, "turns"),
    startTime: textIn(row, "start_text"),
    endTime: textIn(row, "end_text"),
    ...presentTexts(row, { project: "project" }),
    ...presentNumbers(row, { cost: "cost" }),
    ...(input !== null && input !== undefined && { firstInput: input }),
    ...(output !== null && output !== undefined && { lastOutput: output }),
  };
}
