import { isoTime } from "../../records/clock.js";
import { microsOfUuid } from "../../records/iso-time.js";
import { bytesOfBase64, standardBase64 } from "../../records/media/base64.js";
import type { AttachmentRow } from "../db/columns.js";
import { type JsonObject, nameField, textField, uuidField } from "./json-fields.js";

/** The row of an attachment's record; undefined for anything else. */
export function attachmentRow(record: JsonObject, id: string, receivedMicros: number): AttachmentRow | undefined {
  const entity = uuidField(record, "entity_id");
  const trace = uuidField(record, "trace_id");
  const name = nameField(record, "file_name");
  const data = standardBase64(textField(record, "data") ?? "");
  if (entity === null || trace === null || name === null || data === undefined || bytesOfBase64(data) <= 0)
    return undefined;
  return {
    id,
    trace_id: trace,
    entity_type: record["entity_type"] === "trace" ? "trace" : "span",
    entity_id: entity,
    name,
    mime_type: nameField(record, "mime_type") ?? "application/octet-stream",
    start_time: isoTime(microsOfUuid(id) ?? receivedMicros),
    data,
  };
}
