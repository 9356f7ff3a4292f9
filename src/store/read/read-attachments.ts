import type { Queryable } from "../db/db.js";
import { numberSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { isUuid } from "./get-trace.js";
import { numberIn, textIn } from "./row-fields.js";

/** Media of a trace or a span, which names it in its input or output. */
export interface StoredAttachment {
  readonly entityType: "trace" | "span";
  readonly entityId: string;
  /** As it stands in brackets in the record, such as `input-attachment-1-1767225600000-sdk.png`. */
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: number;
  readonly base64: string;
}

/** What is attached to a trace and to its spans, oldest first. @throws DbError */
export async function readAttachments(
  db: Queryable,
  { attachments }: TableNames,
  traceId: string,
): Promise<readonly StoredAttachment[]> {
  if (!isUuid(traceId)) return [];
  const rows = await db.query(
    `SELECT entity_type, entity_id::text, name, mime_type, ${numberSql("length(content)")} AS bytes,
  translate(encode(content, 'base64'), E'\\n', '') AS base64
FROM ${attachments} WHERE trace_id = $1::uuid ORDER BY id`,
    [traceId],
  );
  return rows.map((row) => ({
    entityType: textIn(row, "entity_type") === "trace" ? "trace" : "span",
    entityId: textIn(row, "entity_id"),
    name: textIn(row, "name"),
    mimeType: textIn(row, "mime_type"),
    bytes: numberIn(row, "bytes"),
    base64: textIn(row, "base64"),
  }));
}
