import type { Queryable, Row } from "../db/db.js";
import { isoSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { isUuid } from "./get-trace.js";
import { presentNumbers, presentTexts, textIn } from "./row-fields.js";
import { SPAN_SUMMARY_SQL, type SpanSummary, spanSummary } from "./span-search.js";

/** A span as a tree of a trace shows it: without its input, output and metadata. Its `cost` may be an estimate. */
export interface TraceSpan extends SpanSummary {
  /** Why the attempt before it failed, such as `RateLimitError 429`. */
  readonly attemptReason?: string;
  /** The node of a LangGraph graph that it ran in. */
  readonly graphNode?: string;
  /** The step of the graph, from 0. */
  readonly graphStep?: number;
  /** Whether `cost` is an estimate by the list of prices. */
  readonly costEstimated?: boolean;
}

const STEP = "metadata->'langgraph_step'";

/** The spans of one trace, by start time. @throws DbError */
export async function findTraceSpans(
  db: Queryable,
  { spans }: TableNames,
  traceId: string,
): Promise<readonly TraceSpan[]> {
  if (!isUuid(traceId)) return [];
  const rows = await db.query(
    `SELECT ${SPAN_SUMMARY_SQL}, ${isoSql("r.start_time")} AS start_text, r.attempt_reason, r.estimated_cost,
  left(r.metadata->>'langgraph_node', 500) AS graph_node,
  CASE WHEN jsonb_typeof(r.${STEP}) = 'number' THEN (r.${STEP})::double precision END AS graph_step
FROM ${spans} r WHERE r.trace_id = $1::uuid ORDER BY r.start_time, r.id`,
    [traceId],
  );
  return rows.map(traceSpan);
}

function traceSpan(row: Row): TraceSpan {
  const { cost } = presentNumbers(row, { cost: "cost" });
  const { estimated } = presentNumbers(row, { estimated: "estimated_cost" });
  return {
    ...spanSummary(row),
    ...presentTexts(row, { attemptReason: "attempt_reason", graphNode: "graph_node" }),
    ...presentNumbers(row, { graphStep: "graph_step" }),
    ...(cost === undefined && estimated !== undefined && { cost: estimated, costEstimated: true as const }),
  };
}

/** The ids of the spans of a trace whose input or output contains this text, ignoring case, by start time. */
export async function findSpansWithText(
  db: Queryable,
  { spans }: TableNames,
  traceId: string,
  pattern: string,
): Promise<readonly string[]> {
  if (!isUuid(traceId)) return [];
  const rows = await db.query(
    `SELECT id::text AS id FROM ${spans} WHERE trace_id = $1::uuid AND (input::text ILIKE $2 OR output::text ILIKE $2)
ORDER BY start_time, id`,
    [traceId, pattern],
  );
  return rows.map((row) => textIn(row, "id"));
}

/** The model call to compare another one with. */
export interface PreviousCall {
  readonly id: string;
  /** The id of its own trace, which differs where the call was made in the previous turn. */
  readonly traceId: string;
  readonly name: string;
  readonly input: unknown;
}

/**
 * The last model call of the same trace that began before this span. For the first call of a trace, the first call of
 * the previous turn in its thread. @throws DbError
 */
export async function findPreviousCall(
  db: Queryable,
  names: TableNames,
  spanId: string,
): Promise<PreviousCall | undefined> {
  if (!isUuid(spanId)) return undefined;
  return (await firstCall(db, callBeforeSql(names), spanId)) ?? (await firstCall(db, turnBeforeSql(names), spanId));
}

async function firstCall(db: Queryable, sql: string, spanId: string): Promise<PreviousCall | undefined> {
  const [row] = await db.query(sql, [spanId]);
  return (
    row && {
      id: textIn(row, "id"),
      traceId: textIn(row, "trace_id"),
      name: textIn(row, "name"),
      input: row["input"],
    }
  );
}

const CALL_SQL = "SELECT p.id::text AS id, p.trace_id::text AS trace_id, p.name, p.input";

function callBeforeSql({ spans }: TableNames): string {
  return `${CALL_SQL} FROM ${spans} s
JOIN ${spans} p ON p.trace_id = s.trace_id AND p.kind = 'llm' AND (p.start_time, p.id) < (s.start_time, s.id)
WHERE s.id = $1::uuid ORDER BY p.start_time DESC, p.id DESC LIMIT 1`;
}

function turnBeforeSql({ spans, traces }: TableNames): string {
  return `${CALL_SQL} FROM ${spans} p WHERE p.kind = 'llm' AND p.trace_id = (
  SELECT before.id FROM ${spans} s JOIN ${traces} t ON t.id = s.trace_id
  JOIN ${traces} before ON before.thread_id = t.thread_id AND before.project IS NOT DISTINCT FROM t.project
    AND (before.start_time, before.id) < (t.start_time, t.id)
  WHERE s.id = $1::uuid ORDER BY before.start_time DESC, before.id DESC LIMIT 1
) ORDER BY p.start_time, p.id LIMIT 1`;
}
