import { SPAN_KINDS, type SpanKind } from "../../records/span-kind.js";
import type { Statement } from "../db/statement.js";
import type { TableNames } from "../db/table-names.js";
import { costlySpanSql, madeAgainSql } from "../db/told-sql.js";
import { shortName } from "../write/json-fields.js";
import { STATUSES, type Status } from "../write/status.js";
import { storableText } from "../write/storable-text.js";
import type { PageOptions } from "./page.js";
import { badOption, type TimeWindow, timeRange } from "./time-window.js";

/** What traces and spans are searched by. Fields that are left out do not matter; all given ones must hold. */
export interface Criteria {
  /** When they started. Default: any time. */
  readonly window?: TimeWindow;
  readonly name?: string;
  /** A part of the name; case is ignored. */
  readonly nameText?: string;
  readonly project?: string;
  /** For a trace: one of its spans has this name. For a span: its own name. */
  readonly spanName?: string;
  /** For a trace: one of its spans is of this kind. */
  readonly kind?: SpanKind;
  /** For a trace: its own agent, or that of one of its spans. */
  readonly agent?: string;
  /** For a trace: one of its spans was answered by this model. */
  readonly model?: string;
  readonly status?: Status;
  /** The conversation; for a span, that of its trace. */
  readonly thread?: string;
  readonly tag?: string;
  /** A part of the input or the output; case is ignored. */
  readonly text?: string;
  /** Milliseconds. Runs that have not ended never match. */
  readonly slowerThanMs?: number;
  /** US dollars, recorded or estimated; for a trace, those of all its spans. */
  readonly dearerThan?: number;
  /** For a trace: a call in it was tried again. For a span: it is such a try. */
  readonly retried?: true;
  /** For a trace: a call in it fell back to another candidate. For a span: it is such a try. */
  readonly fellBack?: true;
}

export interface Filter extends Criteria, PageOptions {}

/** The conditions that traces and spans have in common, on a table that the statement calls `r`. @throws StoreError */
export function addSharedConditions(statement: Statement, filter: Criteria, nowMs: number): void {
  addPlainConditions(statement, filter, nowMs);
  addTextCondition(statement, filter);
}

/** The conditions that need not read a record's values. @throws StoreError */
export function addPlainConditions(statement: Statement, filter: Criteria, nowMs: number): void {
  checkValues(filter);
  const { from, to } =
    filter.window === undefined ? { from: undefined, to: undefined } : timeRange(filter.window, nowMs);
  statement.where(from, (place) => `r.start_time >= ${place}::timestamptz`);
  statement.where(to, (place) => `r.start_time < ${place}::timestamptz`);
  statement.where(stored(filter.name), (place) => `r.name = ${place}`);
  statement.where(
    filter.nameText === undefined ? undefined : `%${patternOf(storableText(filter.nameText))}%`,
    (place) => `r.name ILIKE ${place}`,
  );
  statement.where(stored(filter.project), (place) => `r.project = ${place}`);
  statement.where(filter.slowerThanMs, (place) => `r.duration_ms > ${place}::double precision`);
  statement.where(filter.status, (place) => `r.status = ${place}`);
  statement.where(stored(filter.tag), (place) => `r.tags @> ARRAY[${place}::text]`);
}

/** The condition that reads all inputs and outputs. */
export function addTextCondition(statement: Statement, filter: Criteria): void {
  statement.where(
    filter.text === undefined ? undefined : containing(filter.text),
    (place) => `(r.input::text ILIKE ${place} OR r.output::text ILIKE ${place})`,
  );
}

export function addSpanConditions(
  statement: Statement,
  filter: Criteria,
  { traces }: Pick<TableNames, "traces">,
): void {
  statement.where(stored(filter.spanName), (place) => `r.name = ${place}`);
  statement.where(filter.kind, (place) => `r.kind = ${place}`);
  statement.where(filter.dearerThan, (place) => `coalesce(r.cost, r.estimated_cost) > ${place}::double precision`);
  if (filter.retried === true) statement.whereTrue("r.attempt_number > 1 AND r.attempt_kind = 'retry'");
  if (filter.fellBack === true) statement.whereTrue("r.attempt_number > 1 AND r.attempt_kind = 'fallback'");
  statement.where(stored(filter.agent), (place) => `r.agent = ${place}`);
  statement.where(stored(filter.model), (place) => `r.model = ${place}`);
  statement.where(
    stored(filter.thread),
    (place) => `r.trace_id IN (SELECT t.id FROM ${traces} t WHERE t.thread_id = ${place})`,
  );
}

export function addTraceConditions(statement: Statement, filter: Criteria, { spans }: TableNames): void {
  const spanWith = (condition: string) => `EXISTS (SELECT FROM ${spans} s WHERE s.trace_id = r.id AND ${condition})`;
  statement.where(stored(filter.spanName), (place) => spanWith(`s.name = ${place}`));
  statement.where(filter.kind, (place) => spanWith(`s.kind = ${place}`));
  statement.where(stored(filter.agent), (place) => `(r.agent = ${place} OR ${spanWith(`s.agent = ${place}`)})`);
  statement.where(stored(filter.model), (place) => spanWith(`s.model = ${place}`));
  statement.where(stored(filter.thread), (place) => `r.thread_id = ${place}`);
  addCallConditions(statement, filter, spans);
}

/** Conditions on the calls in a trace. */
function addCallConditions(statement: Statement, filter: Criteria, spans: string): void {
  statement.where(
    filter.dearerThan,
    (place) =>
      `(SELECT sum(coalesce(s.cost, s.estimated_cost)) FROM ${spans} s WHERE s.trace_id = r.id AND ${costlySpanSql("s.")}) > ${place}::double precision`,
  );
  if (filter.retried === true) statement.whereTrue(madeAgainSql("retries", "r."));
  if (filter.fellBack === true) statement.whereTrue(madeAgainSql("fallbacks", "r."));
}

/** Conditions on traces themselves, whatever their spans are. */
export function addOwnTraceConditions(statement: Statement, criteria: Criteria): void {
  // A trace has no kind, model or cost of its own, and is no attempt.
  const ofSpans = [
    criteria.spanName,
    criteria.kind,
    criteria.model,
    criteria.dearerThan,
    criteria.retried,
    criteria.fellBack,
  ];
  if (ofSpans.some((criterion) => criterion !== undefined)) statement.whereTrue("false");
  statement.where(stored(criteria.agent), (place) => `r.agent = ${place}`);
  statement.where(stored(criteria.thread), (place) => `r.thread_id = ${place}`);
}

/** The filters that accept any text: JavaScript callers are not held to the types. */
const TEXT_CRITERIA = ["name", "nameText", "spanName", "project", "agent", "model", "thread", "tag", "text"] as const;

const AMOUNT_CRITERIA = ["slowerThanMs", "dearerThan"] as const;

function isAmount(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function checkValues(criteria: Criteria): void {
  const { kind, status } = criteria;
  for (const name of TEXT_CRITERIA) {
    const value: unknown = criteria[name];
    if (value !== undefined && typeof value !== "string") throw badOption(name, value, "a text");
  }
  for (const name of AMOUNT_CRITERIA) {
    const value: unknown = criteria[name];
    if (value !== undefined && !isAmount(value)) throw badOption(name, value, "a number of 0 or more");
  }
  for (const name of ["retried", "fellBack"] as const) {
    const value: unknown = criteria[name];
    if (value !== undefined && value !== true) throw badOption(name, value, "true, or left out");
  }
  if (kind !== undefined && !SPAN_KINDS.includes(kind))
    throw badOption("kind", kind, `one of ${SPAN_KINDS.join(", ")}`);
  if (status !== undefined && !STATUSES.includes(status)) {
    throw badOption("status", status, `one of ${STATUSES.join(", ")}`);
  }
}

function stored(name: string | undefined): string | undefined {
  return name === undefined ? undefined : shortName(name);
}

/** As a pattern for JSON's own text, where a quote or the end of a line is written with a backslash. */
export function containing(text: string): string {
  const written = JSON.stringify(storableText(text)).slice(1, -1);
  return `%${patternOf(written)}%`;
}

/** The text escaped for a pattern of LIKE. */
export function patternOf(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
