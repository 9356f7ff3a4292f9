import { isJsonObject } from "../../records/json/json-object.js";
import type { SpanRecord, SpanType, TraceRecord } from "../../records/record.js";
import type { Queryable, Row } from "../db/db.js";
import { numberSql } from "../db/sql-values.js";
import { Statement } from "../db/statement.js";
import type { TableNames } from "../db/table-names.js";
import { isUuid } from "../read/get-trace.js";
import { numberIn, presentNumbers } from "../read/row-fields.js";
import { type AsSent, asSent, SPAN_SQL, spanOf, TRACE_SQL, traceOf } from "../read/row-record.js";
import { badOption, type TimeWindow, timeRange } from "../read/time-window.js";
import { shortName } from "../write/json-fields.js";
import { addFieldCondition, type FieldCondition } from "./field-condition.js";

/** Records for Opik's own searches: by any field, the newest ids first. */
export interface RecordSearch {
  readonly ids?: readonly string[];
  readonly project?: string;
  readonly window?: TimeWindow;
  readonly conditions?: readonly FieldCondition[];
  /** Only what comes after this one. */
  readonly afterId?: string;
  readonly offset?: number;
  /** From 1 to 2,000. */
  readonly limit: number;
}

export interface SpanRecordSearch extends RecordSearch {
  readonly traceId?: string;
  readonly type?: SpanType;
}

/** A trace with the totals of its spans. */
export interface FoundTrace {
  readonly record: TraceRecord;
  readonly sent: AsSent<TraceRecord>;
  readonly spans: number;
  readonly llmSpans: number;
  /** US dollars, recorded or estimated. */
  readonly cost?: number;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly totalTokens?: number;
  readonly durationMs?: number;
}

export interface FoundSpan {
  readonly record: SpanRecord;
  readonly sent: AsSent<SpanRecord>;
  readonly durationMs?: number;
  /** US dollars, recorded or estimated. */
  readonly cost?: number;
}

const MAX_LIMIT = 2_000;

/** @throws StoreError `bad_option`; DbError */
export async function searchTraces(
  db: Queryable,
  names: TableNames,
  search: RecordSearch,
  nowMs: number,
): Promise<readonly FoundTrace[]> {
  const totals = `(SELECT jsonb_build_object('spans', count(*), 'llm_spans', count(*) FILTER (WHERE s.kind = 'llm'),
  'cost', sum(coalesce(s.cost, s.estimated_cost)), 'prompt_tokens', sum(s.prompt_tokens),
  'completion_tokens', sum(s.completion_tokens), 'total_tokens', sum(s.total_tokens))
FROM ${names.spans} s WHERE s.trace_id = r.id)`;
  const { from, params } = searchSql("trace", names, search, nowMs);
  return (await db.query(`SELECT ${TRACE_SQL}, ${totals} AS totals ${from} ${pageSql(search)}`, params)).map(
    foundTrace,
  );
}

/** @throws StoreError `bad_option`; DbError */
export async function searchSpans(
  db: Queryable,
  names: TableNames,
  search: SpanRecordSearch,
  nowMs: number,
): Promise<readonly FoundSpan[]> {
  const { from, params } = searchSql("span", names, search, nowMs);
  return (await db.query(`SELECT ${SPAN_SQL} ${from} ${pageSql(search)}`, params)).map(foundSpan);
}

/** How many a search would find, without its limit. @throws StoreError `bad_option`; DbError */
export async function countFound(
  db: Queryable,
  names: TableNames,
  kind: "trace" | "span",
  search: SpanRecordSearch,
  nowMs: number,
): Promise<number> {
  const { from, params } = searchSql(kind, names, search, nowMs);
  const [row] = await db.query(`SELECT ${numberSql("count(*)")} AS found ${from}`, params);
  return row === undefined ? 0 : numberIn(row, "found");
}

/** From where the records come that a search finds, which a statement calls `r`. */
function searchSql(kind: "trace" | "span", names: TableNames, search: SpanRecordSearch, nowMs: number) {
  const { conditions, params } = searchStatement(kind, names, search, nowMs);
  return { from: `FROM ${kind === "trace" ? names.traces : names.spans} r WHERE ${conditions}`, params };
}

function searchStatement(
  kind: "trace" | "span",
  names: TableNames,
  search: SpanRecordSearch,
  nowMs: number,
): Statement {
  const { ids, project, window, conditions = [], afterId, traceId, type } = search;
  const statement = new Statement();
  const { from, to } = window === undefined ? { from: undefined, to: undefined } : timeRange(window, nowMs);
  statement.where(
    project === undefined ? undefined : shortName(project),
    (place) => `lower(r.project) = lower(${place})`,
  );
  statement.where(
    ids && JSON.stringify(ids.filter(isUuid)),
    (place) => `r.id IN (SELECT asked.id::uuid FROM jsonb_array_elements_text(${place}::jsonb) AS asked (id))`,
  );
  statement.where(from, (place) => `r.start_time >= ${place}::timestamptz`);
  statement.where(to, (place) => `r.start_time < ${place}::timestamptz`);
  statement.where(idOf("last_retrieved_id", afterId), (place) => `r.id < ${place}::uuid`);
  statement.where(idOf("trace_id", traceId), (place) => `r.trace_id = ${place}::uuid`);
  if (type !== undefined) addFieldCondition(statement, kind, { field: "type", operator: "=", value: type }, names);
  for (const condition of conditions) addFieldCondition(statement, kind, condition, names);
  return statement;
}

function idOf(name: string, id: string | undefined): string | undefined {
  if (id === undefined || isUuid(id)) return id;
  throw badOption(name, id, "a UUID");
}

function pageSql({ limit, offset = 0 }: RecordSearch): string {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw badOption("limit", limit, `a whole number from 1 to ${MAX_LIMIT}`);
  }
  if (!Number.isInteger(offset) || offset < 0) throw badOption("page", offset, "a whole number of 1 or more");
  return `ORDER BY r.id DESC LIMIT ${limit} OFFSET ${offset}`;
}

function foundSpan(row: Row): FoundSpan {
  const { cost, estimated, durationMs } = presentNumbers(row, {
    ...{ cost: "cost", estimated: "estimated_cost", durationMs: "duration_ms" },
  });
  const known = cost ?? estimated;
  const record = spanOf(row);
  return {
    ...{ record, sent: asSent(record, row) },
    ...(durationMs !== undefined && { durationMs }),
    ...(known !== undefined && { cost: known }),
  };
}

function foundTrace(row: Row): FoundTrace {
  const totals = isJsonObject(row["totals"]) ? row["totals"] : {};
  const record = traceOf(row);
  return {
    ...{ record, sent: asSent(record, row) },
    spans: numberIn(totals, "spans"),
    llmSpans: numberIn(totals, "llm_spans"),
    ...presentNumbers(totals, {
      cost: "cost",
      promptTokens: "prompt_tokens",
      completionTokens: "completion_tokens",
      totalTokens: "total_tokens",
    }),
    ...presentNumbers(row, { durationMs: "duration_ms" }),
  };
}
