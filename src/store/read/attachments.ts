import type { AttachmentRecord } from "../../records/record.js";
import { OPTIONS } from "../../settings/options/option-table.js";
import type { Queryable, Row } from "../db/db.js";
import { numberSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { isUuid } from "./get-trace.js";
import { numberIn, presentTexts, textIn } from "./row-fields.js";

/** Media of a trace or a span, which names it in its input or output. */
export interface AttachmentSummary {
  readonly id: string;
  readonly entityType: "trace" | "span";
  readonly entityId: string;
  /** The name in brackets in the record, such as `input-attachment-1-1767225600000-sdk.png`. */
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: number;
}

/** The same with its data. */
export interface StoredAttachment extends AttachmentSummary {
  readonly base64: string;
}

const SUMMARY_SQL = `id::text, entity_type, entity_id::text, name, mime_type, ${numberSql("length(content)")} AS bytes`;
const BASE64_SQL = "translate(encode(content, 'base64'), E'\\n', '') AS base64";

/** The attachments of a trace and of its spans, oldest first. @throws DbError */
export async function readAttachments(
  db: Queryable,
  { attachments }: TableNames,
  traceId: string,
): Promise<readonly StoredAttachment[]> {
  if (!isUuid(traceId)) return [];
  const rows = await db.query(
    `SELECT ${SUMMARY_SQL}, ${BASE64_SQL} FROM ${attachments} WHERE trace_id = $1::uuid ORDER BY id`,
    [traceId],
  );
  return rows.map((row) => ({ ...summaryOf(row), base64: textIn(row, "base64") }));
}

/** The attachments of traces and of their spans, without their data, oldest first. @throws DbError */
export async function findAttachments(
  db: Queryable,
  { attachments }: TableNames,
  traceIds: readonly string[],
): Promise<readonly AttachmentSummary[]> {
  return summariesBy(db, attachments, "trace_id", traceIds);
}

/** One attachment as it was stored, with the project of its trace or span. @throws DbError */
export async function readAttachment(
  db: Queryable,
  { attachments, spans, traces }: TableNames,
  id: string,
): Promise<AttachmentRecord | undefined> {
  if (!isUuid(id)) return undefined;
  const [row] = await db.query(
    `SELECT ${SUMMARY_SQL}, trace_id::text, ${BASE64_SQL}, coalesce(
  (SELECT s.project FROM ${spans} s WHERE s.id = a.entity_id AND s.trace_id = a.trace_id),
  (SELECT t.project FROM ${traces} t WHERE t.id = a.trace_id)) AS project
FROM ${attachments} a WHERE id = $1::uuid`,
    [id],
  );
  return row && recordOf(row);
}

function summaryOf(row: Row): AttachmentSummary {
  return {
    id: textIn(row, "id"),
    entityType: textIn(row, "entity_type") === "trace" ? "trace" : "span",
    entityId: textIn(row, "entity_id"),
    name: textIn(row, "name"),
    mimeType: textIn(row, "mime_type"),
    bytes: numberIn(row, "bytes"),
  };
}

function recordOf(row: Row): AttachmentRecord {
  const { id, entityType, entityId, name, mimeType } = summaryOf(row);
  return {
    id,
    entity_type: entityType,
    entity_id: entityId,
    trace_id: textIn(row, "trace_id"),
    // Where a record names none, Opik keeps it in this one.
    project_name: presentTexts(row, { project: "project" }).project ?? OPTIONS.projectName.default,
    file_name: name,
    mime_type: mimeType,
    data: textIn(row, "base64"),
  };
}

/** The attachments of these traces or spans themselves, without their data, oldest first. @throws DbError */
export async function findAttachmentsOf(
  db: Queryable,
  { attachments }: TableNames,
  entityIds: readonly string[],
): Promise<readonly AttachmentSummary[]> {
  return summariesBy(db, attachments, "entity_id", entityIds);
}

async function summariesBy(
  db: Queryable,
  attachments: string,
  column: "trace_id" | "entity_id",
  ids: readonly string[],
): Promise<readonly AttachmentSummary[]> {
  const rows = await db.query(
    `SELECT ${SUMMARY_SQL} FROM ${attachments}
WHERE ${column} IN (SELECT asked.id::uuid FROM jsonb_array_elements_text($1::jsonb) AS asked (id)) ORDER BY id`,
    [JSON.stringify(ids.filter(isUuid))],
  );
  return rows.map(summaryOf);
}
