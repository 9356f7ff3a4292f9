import {
  ATTACHMENT_COLUMNS,
  type ColumnTypes,
  type RecordRow,
  SPAN_COLUMNS,
  type SpanRow,
  TRACE_COLUMNS,
  type TraceRow,
} from "../db/columns.js";
import type { SqlStatement } from "../db/db.js";
import { keyColumns, type RecordTable } from "../db/record-tables.js";
import type { TableNames } from "../db/table-names.js";
import { storableJson } from "./storable-text.js";

/**
 * The statements that write rows; of two writes of one id, the one with the newer `last_updated_at` wins as a whole.
 */
export type WriteStatements = (rows: readonly RecordRow[]) => readonly SqlStatement[];

export function createWriteStatements(names: TableNames): WriteStatements {
  const traceSql = upsertSql(names, "traces", TRACE_COLUMNS);
  const spanSql = upsertSql(names, "spans", SPAN_COLUMNS);
  const attachmentSql = insertAttachmentSql(names);
  return (rows) => {
    const traces = rows.flatMap((one) => (one.kind === "trace" ? [one.row] : []));
    const spans = rows.flatMap((one) => (one.kind === "span" ? [one.row] : []));
    const attached = rows.flatMap((one) => (one.kind === "attachment" ? [one.row] : []));
    return [
      ...insertStatements(traceSql, newestById(traces)),
      ...insertStatements(spanSql, newestById(spans)),
      ...insertStatements(attachmentSql, attached),
    ];
  };
}

function insertStatements(sql: string, rows: readonly StoredRow[]): readonly SqlStatement[] {
  return [...rowLists(rows)].map((list) => ({ sql, params: [storableJson(list)] }));
}

type StoredRow = RecordRow["row"];

/**
 * The most that one statement writes; a larger row goes alone. The embedded database needs a multiple of it as memory.
 */
const MAX_LIST_CHARACTERS = 4_000_000;

/** Rows as JSON lists, each within that limit. */
function* rowLists(rows: readonly StoredRow[]): Generator<string> {
  let list = "";
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (list !== "" && list.length + text.length > MAX_LIST_CHARACTERS) {
      yield `[${list}]`;
      list = "";
    }
    list += list === "" ? text : `,${text}`;
  }
  if (list !== "") yield `[${list}]`;
}

/** One row for each id, as one statement may write a row only once. Sorted by id, so that writers cannot deadlock. */
function newestById(rows: readonly (TraceRow | SpanRow)[]): readonly (TraceRow | SpanRow)[] {
  const newest = new Map<string | null, TraceRow | SpanRow>();
  for (const row of rows) {
    const known = newest.get(row.id);
    if (known === undefined || versionOf(row) >= versionOf(known)) newest.set(row.id, row);
  }
  return [...newest.values()].sort((one, other) => compare(one.id, other.id));
}

/** All times of rows have the same form, so that they compare like their texts. */
function versionOf({ last_updated_at }: TraceRow | SpanRow): string {
  return last_updated_at ?? "";
}

function compare(one: string | null, other: string | null): number {
  return (one ?? "") < (other ?? "") ? -1 : 1;
}

/** One parameter, whatever the number of rows: PostgreSQL takes 65,535 at most. */
function upsertSql(tables: TableNames, table: RecordTable, columns: ColumnTypes): string {
  const names = Object.keys(columns);
  const key = keyColumns(tables, table);
  const typed = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  const replaced = names.filter((name) => !key.includes(name)).map((name) => `${name} = excluded.${name}`);
  return `INSERT INTO ${tables[table]} AS stored (${names.join(", ")})
SELECT ${names.join(", ")} FROM jsonb_to_recordset($1::jsonb) AS given (${typed.join(", ")})
ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${replaced.join(", ")}
WHERE stored.last_updated_at <= excluded.last_updated_at`;
}

/** An attachment never changes. */
function insertAttachmentSql(tables: TableNames): string {
  const names = Object.keys(ATTACHMENT_COLUMNS).filter((name) => name !== "data");
  const typed = Object.entries(ATTACHMENT_COLUMNS).map(([name, type]) => `${name} ${type}`);
  return `INSERT INTO ${tables.attachments} (${names.join(", ")}, content)
SELECT ${names.join(", ")}, decode(data, 'base64') FROM jsonb_to_recordset($1::jsonb) AS given (${typed.join(", ")})
ON CONFLICT (${keyColumns(tables, "attachments").join(", ")}) DO NOTHING`;
}
