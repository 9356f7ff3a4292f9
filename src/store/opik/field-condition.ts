import type { Statement } from "../db/statement.js";
import type { TableNames } from "../db/table-names.js";
import { costlySpanSql } from "../db/told-sql.js";
import { patternOf } from "../read/filter.js";
import { badOption } from "../read/time-window.js";
import { storableText } from "../write/storable-text.js";

/** A condition on a record's field, in the words of Opik's filters. */
export interface FieldCondition {
  /** Such as `name`, `metadata`, `usage.total_tokens` or `feedback_scores`. */
  readonly field: string;
  /**
   * For `metadata`, `input` and `output` the path into them, such as `user.id`; for `feedback_scores` the score's name.
   */
  readonly key?: string;
  /** Such as `=`, `contains`, `>` or `is_empty`. */
  readonly operator: string;
  readonly value?: string;
}

type FieldSql =
  | { readonly type: "text" | "number" | "time"; readonly sql: string }
  | { readonly type: "list"; readonly sql: string };

/** Adds a condition on a table that the statement calls `r`. @throws StoreError `bad_option` */
export function addFieldCondition(
  statement: Statement,
  kind: "trace" | "span",
  condition: FieldCondition,
  names: TableNames,
): void {
  const { field, operator, value = "" } = condition;
  const found = fieldSql(statement, kind, condition, names);
  if (found === undefined) throw badOption("filters.field", field, `a field of a ${kind}, such as name or tags`);
  const { type, sql } = found;
  if (operator === "is_empty") statement.whereTrue(emptySql(type, sql));
  else if (operator === "is_not_empty") statement.whereTrue(`NOT ${emptySql(type, sql)}`);
  else if (type === "list") addListCondition(statement, sql, operator, value);
  else if (type === "text") addTextCondition(statement, sql, operator, value);
  else addOrderCondition(statement, found, operator, value);
}

function emptySql(type: FieldSql["type"], sql: string): string {
  if (type === "list") return `(cardinality(${sql}) = 0)`;
  return type === "text" ? `(coalesce(${sql}, '') = '')` : `(${sql} IS NULL)`;
}

function addListCondition(statement: Statement, sql: string, operator: string, value: string): void {
  const has = (place: string) => `EXISTS (SELECT FROM unnest(${sql}) AS item WHERE item ILIKE ${place})`;
  switch (operator) {
    case "contains":
      statement.where(`%${patternOf(storableText(value))}%`, has);
      break;
    case "not_contains":
      statement.where(`%${patternOf(storableText(value))}%`, (place) => `NOT ${has(place)}`);
      break;
    case "=":
      statement.where(patternOf(storableText(value)), has);
      break;
    default:
      throw badOperator(operator, "contains, not_contains, =, is_empty or is_not_empty");
  }
}

/** Texts are compared ignoring case, as Opik does. */
function addTextCondition(statement: Statement, sql: string, operator: string, value: string): void {
  const text = `coalesce(${sql}, '')`;
  const pattern = PATTERNS[operator];
  if (pattern !== undefined) {
    const { before, after, isNegated } = pattern;
    statement.where(
      before + patternOf(storableText(value)) + after,
      (place) => `${text} ${isNegated ? "NOT " : ""}ILIKE ${place}`,
    );
  } else if (ORDERS.has(operator)) statement.where(value, (place) => `${text} ${operator} ${place}`);
  else if (operator === "in" || operator === "not_in") {
    const list = `(SELECT lower(one) FROM unnest(string_to_array(${statement.value(value)}, ',')) AS one)`;
    statement.whereTrue(`lower(${text}) ${operator === "in" ? "IN" : "NOT IN"} ${list}`);
  } else throw badOperator(operator, `${[...Object.keys(PATTERNS), ...ORDERS].join(", ")}, in or not_in`);
}

const PATTERNS: Readonly<Record<string, { before: string; after: string; isNegated: boolean }>> = {
  "=": { before: "", after: "", isNegated: false },
  "!=": { before: "", after: "", isNegated: true },
  contains: { before: "%", after: "%", isNegated: false },
  not_contains: { before: "%", after: "%", isNegated: true },
  starts_with: { before: "", after: "%", isNegated: false },
  ends_with: { before: "%", after: "", isNegated: false },
};

const ORDERS: ReadonlySet<string> = new Set([">", ">=", "<", "<="]);

function addOrderCondition(statement: Statement, { type, sql }: FieldSql, operator: string, value: string): void {
  const compare = operator === "!=" ? "<>" : operator;
  if (!ORDERS.has(compare) && compare !== "=" && compare !== "<>") throw badOperator(operator, "=, !=, >, >=, < or <=");
  if (type === "number") {
    const number = Number(value);
    if (value.trim() === "" || !Number.isFinite(number)) throw badOption("filters.value", value, "a number");
    statement.where(number, (place) => `${sql} ${compare} ${place}::double precision`);
  } else {
    if (Number.isNaN(Date.parse(value))) throw badOption("filters.value", value, "a time such as 2026-03-01T00:00:00Z");
    statement.where(value, (place) => `${sql} ${compare} ${place}::timestamptz`);
  }
}

function badOperator(operator: string, allowed: string) {
  return badOption("filters.operator", operator, allowed);
}

const TYPE_SQL = "CASE r.kind WHEN 'chain' THEN 'general' WHEN 'retrieval' THEN 'tool' ELSE r.kind END";

const SHARED_TEXTS: Readonly<Record<string, string>> = {
  id: "r.id::text",
  name: "r.name",
  project_name: "r.project",
  environment: "r.environment",
  source: "r.source",
  error_info: "r.error_type",
};
const TEXTS: Readonly<Record<"trace" | "span", Readonly<Record<string, string>>>> = {
  trace: { thread_id: "r.thread_id" },
  span: {
    trace_id: "r.trace_id::text",
    parent_span_id: "r.parent_span_id::text",
    type: TYPE_SQL,
    model: "r.model",
    provider: "r.provider",
  },
};
const JSON_FIELDS = /^(input|output|metadata)(?:_json)?$/;
const TIMES: Readonly<Record<string, string>> = {
  start_time: "r.start_time",
  created_at: "r.start_time",
  end_time: "r.end_time",
  last_updated_at: "r.last_updated_at",
};

function fieldSql(
  statement: Statement,
  kind: "trace" | "span",
  { field, key = "" }: FieldCondition,
  names: TableNames,
): FieldSql | undefined {
  const text = SHARED_TEXTS[field] ?? TEXTS[kind][field];
  if (text !== undefined) return { type: "text", sql: text };
  const [, column] = JSON_FIELDS.exec(field) ?? [];
  if (column !== undefined) return { type: "text", sql: jsonSql(statement, `r.${column}`, key) };
  if (field === "tags") return { type: "list", sql: "r.tags" };
  const time = TIMES[field];
  if (time !== undefined) return { type: "time", sql: time };
  const number = numberSqlOf(statement, kind, { field, key }, names);
  return number === undefined ? undefined : { type: "number", sql: number };
}

function jsonSql(statement: Statement, column: string, key: string): string {
  if (key === "") return `${column}::text`;
  return `(${column} #>> string_to_array(${statement.value(key.replace(/^\$\.?/, ""))}, '.'))`;
}

function numberSqlOf(
  statement: Statement,
  kind: "trace" | "span",
  { field, key }: { readonly field: string; readonly key: string },
  { spans, scores }: TableNames,
): string | undefined {
  const ofSpans = (sql: string) => `(SELECT ${sql} FROM ${spans} s WHERE s.trace_id = r.id)`;
  if (field === "duration") return "r.duration_ms";
  if (field === "ttft") return "r.ttft_ms";
  if (field === "feedback_scores") {
    return `(SELECT c.value FROM ${scores} c WHERE c.entity_type = '${kind}' AND c.entity_id = r.id::text AND c.name = ${statement.value(key)})`;
  }
  if (field === "total_estimated_cost") {
    const cost = (table: string) => `coalesce(${table}.cost, ${table}.estimated_cost)`;
    return kind === "span" ? cost("r") : `${ofSpans(`sum(${cost("s")})`).slice(0, -1)} AND ${costlySpanSql("s.")})`;
  }
  if (field.startsWith("usage.")) {
    const name = statement.value(field.slice("usage.".length));
    const count = (table: string) =>
      `CASE WHEN jsonb_typeof(${table}.usage->${name}::text) = 'number' THEN (${table}.usage->>${name}::text)::double precision END`;
    return kind === "span" ? count("r") : ofSpans(`sum(${count("s")})`);
  }
  if (kind === "trace" && field === "llm_span_count") return ofSpans("count(*) FILTER (WHERE s.kind = 'llm')");
  if (kind === "trace" && field === "span_count") return ofSpans("count(*)");
  return undefined;
}
