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

/** One failure of several. */
export interface ErrorExample {
  readonly traceId: string;
  readonly message?: string;
  /** ISO 8601, UTC. */
  readonly startTime: string;
}

/**
 * Failures of one type whose messages have the same first line, apart from ids, durations and long numbers. The example
 * is the newest of them.
 */
export interface ErrorMessage extends ErrorExample {
  readonly count: number;
}

/** Failures of one type, counted where they began: not again on the parents that failed with them. */
export interface ErrorType {
  readonly type: string;
  readonly count: number;
  /** The newest of them. */
  readonly example: ErrorExample;
  /** Their five most frequent messages. */
  readonly messages: readonly ErrorMessage[];
  /** How many different messages they had. */
  readonly differentMessages: number;
}

export interface ErrorStats {
  /** The busiest first; with stretches of time, the oldest first. */
  readonly rates: readonly ErrorRate[];
  /** The 20 most frequent. Attempts that failed count, even where a later one answered. */
  readonly types: readonly ErrorType[];
}

const MAX_TYPES = 20;
const MAX_MESSAGES = 5;

// Parts that differ from failure to failure: UUIDs, ids with a prefix, hashes, durations, decimals and long numbers. A
// status such as 404 and the digits of a model's name distinguish failures, so they stay.
const VARYING = [
  "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
  "[a-z]+[_-](?=[[:alnum:]]*[0-9])[[:alnum:]]{12,}",
  "\\m[0-9a-f]{16,}\\M",
  "\\m[0-9]+([.][0-9]+)? ?(ms|s|m|h|seconds|minutes)\\M",
  "[0-9]+[.][0-9]+",
  "[0-9]{4,}",
].join("|");
const FIRST_LINE = "split_part(btrim(left(coalesce(error_message, ''), 500), E' \\n\\r\\t'), E'\\n', 1)";
const SAID = `regexp_replace(${FIRST_LINE}, '${VARYING}', '#', 'g')`;

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

/** How many runs there were and how many failed. @throws StoreError `bad_option`; DbError */
export async function errorRates(
  db: Queryable,
  names: TableNames,
  query: RunQuery,
  nowMs: number,
): Promise<readonly ErrorRate[]> {
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
  const newestOfType = (column: string) => `first_value(${column}) OVER newest`;
  const rows = await db.query(
    `WITH alike AS (
  SELECT coalesce(error_type, '') AS type, ${SAID} AS said, count(*) AS errors, max(start_time) AS start_time,
    ${newest("trace_id::text")} AS trace_id, ${newest("left(error_message, 500)")} AS message
  FROM (${sql}) failure GROUP BY 1, 2
), ranked AS (
  SELECT *, sum(errors) OVER of_type AS type_errors, count(*) OVER of_type AS type_messages,
    row_number() OVER (PARTITION BY type ORDER BY errors DESC, start_time DESC, said) AS place,
    ${newestOfType("trace_id")} AS type_trace_id, ${newestOfType("message")} AS type_message,
    ${newestOfType("start_time")} AS type_start
  FROM alike WINDOW of_type AS (PARTITION BY type), newest AS (PARTITION BY type ORDER BY start_time DESC, trace_id)
)
SELECT type, ${numberSql("errors")} AS errors, ${numberSql("type_errors")} AS type_errors,
  ${numberSql("type_messages")} AS type_messages, trace_id, message, ${isoSql("start_time")} AS start_text,
  type_trace_id, type_message, ${isoSql("type_start")} AS type_start_text
FROM ranked WHERE place <= ${MAX_MESSAGES} ORDER BY type_errors DESC, type, place LIMIT ${MAX_TYPES * MAX_MESSAGES}`,
    statement.params,
  );
  const byType = new Map<string, Row[]>();
  for (const row of rows) byType.set(textIn(row, "type"), [...(byType.get(textIn(row, "type")) ?? []), row]);
  return [...byType].slice(0, MAX_TYPES).flatMap(([type, alike]) => errorType(type, alike));
}

/** Runs that failed while no run below them failed with the same type of error. */
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

function errorType(type: string, alike: readonly Row[]): readonly ErrorType[] {
  const [first] = alike;
  if (first === undefined) return [];
  return [
    {
      type,
      count: numberIn(first, "type_errors"),
      example: exampleOf(first, { traceId: "type_trace_id", message: "type_message", startTime: "type_start_text" }),
      messages: alike.map((row) => ({
        count: numberIn(row, "errors"),
        ...exampleOf(row, { traceId: "trace_id", message: "message", startTime: "start_text" }),
      })),
      differentMessages: numberIn(first, "type_messages"),
    },
  ];
}

function exampleOf(row: Row, columns: Readonly<Record<keyof ErrorExample, string>>): ErrorExample {
  return {
    traceId: textIn(row, columns.traceId),
    startTime: textIn(row, columns.startTime),
    ...presentTexts(row, { message: columns.message }),
  };
}
