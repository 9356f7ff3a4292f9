import { isJsonObject } from "../../records/json/json-object.js";
import { sentModel } from "../../records/model-name.js";
import { type ErrorInfo, recordSource, type SpanRecord, type TraceRecord, type Usage } from "../../records/record.js";
import { typeOf } from "../../records/span-kind.js";
import { type ColumnTypes, SPAN_COLUMNS, TRACE_COLUMNS } from "../db/columns.js";
import type { Row } from "../db/db.js";
import { isoSql } from "../db/sql-values.js";
import { presentNumbers, presentTexts, textIn, textsIn } from "./row-fields.js";

/** What to select for `traceOf`. */
export const TRACE_SQL = columnsSql(TRACE_COLUMNS);
/** What to select for `spanOf`. */
export const SPAN_SQL = columnsSql(SPAN_COLUMNS);

function columnsSql(columns: ColumnTypes): string {
  return Object.entries(columns)
    .map(([name, type]) => {
      if (type === "timestamptz") return `${isoSql(name)} AS ${name}`;
      return type === "uuid" ? `${name}::text` : name;
    })
    .join(", ");
}

/** A trace as it was stored, in Opik's wire form. */
export function traceOf(row: Row): TraceRecord {
  return { ...sharedFields(row), ...presentTexts(row, { thread_id: "thread_id" }) };
}

/** A span as it was stored, in Opik's wire form. */
export function spanOf(row: Row): SpanRecord {
  const usage = usageIn(row);
  const model = sentModel(row);
  return {
    ...sharedFields(row),
    trace_id: textIn(row, "trace_id"),
    type: typeOf(textIn(row, "kind")),
    ...presentTexts(row, { parent_span_id: "parent_span_id", provider: "provider" }),
    ...(model !== undefined && { model }),
    ...presentNumbers(row, { total_estimated_cost: "cost" }),
    ...(usage && { usage }),
  };
}

/** A record with whatever its sender gave it as metadata: Opik lets that be any JSON. */
export type AsSent<Kept> = Omit<Kept, "metadata"> & { readonly metadata?: unknown };

/** @param row - the one that the record was read from */
export function asSent<Kept extends TraceRecord>(record: Kept, { metadata }: Row): AsSent<Kept> {
  return metadata === null ? record : { ...record, metadata };
}

function sharedFields(row: Row): TraceRecord {
  const error = errorIn(row);
  const metadata = row["metadata"];
  const tags = textsIn(row, "tags");
  return {
    id: textIn(row, "id"),
    name: textIn(row, "name"),
    start_time: textIn(row, "start_time"),
    last_updated_at: textIn(row, "last_updated_at"),
    source: recordSource(row["source"]),
    ...presentTexts(row, { project_name: "project", end_time: "end_time", environment: "environment" }),
    ...presentNumbers(row, { ttft: "ttft_ms" }),
    ...contents(row),
    ...(isJsonObject(metadata) && { metadata }),
    ...(tags.length > 0 && { tags }),
    ...(error && { error_info: error }),
  };
}

function contents(row: Row): Pick<TraceRecord, "input" | "output"> {
  const { input, output } = row;
  return { ...(input !== null && { input }), ...(output !== null && { output }) };
}

function errorIn(row: Row): ErrorInfo | undefined {
  const { type, message, traceback } = presentTexts(row, {
    type: "error_type",
    message: "error_message",
    traceback: "error_traceback",
  });
  if (type === undefined) return undefined;
  return { exception_type: type, traceback: traceback ?? type, ...(message !== undefined && { message }) };
}

function usageIn(row: Row): Usage | undefined {
  const usage = row["usage"];
  if (!isJsonObject(usage)) return undefined;
  const counts: Record<string, number> = {};
  for (const [name, count] of Object.entries(usage)) if (typeof count === "number") counts[name] = count;
  return counts;
}
