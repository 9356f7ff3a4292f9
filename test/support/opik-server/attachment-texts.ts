import type { SerializedRecord } from "../../../src/records/record-sink.js";
import { testId } from "./record-texts.js";

/** The same number always gives the same attachment: of the trace with number 0, with these bytes. */
export function attachmentText(number: number, bytes: Buffer = Buffer.from(`image ${number}`)): SerializedRecord {
  const id = testId(number);
  const record = {
    id,
    entity_type: "trace",
    entity_id: testId(0),
    trace_id: testId(0),
    project_name: "tests",
    file_name: attachmentName(number),
    mime_type: "image/png",
    data: bytes.toString("base64"),
  };
  return { kind: "attachment", id, json: JSON.stringify(record) };
}

export function attachmentName(number: number): string {
  return `input-attachment-${number}-1767225600000-sdk.png`;
}
