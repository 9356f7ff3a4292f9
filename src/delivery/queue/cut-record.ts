import { isJsonObject, type JsonObject } from "../../records/json/json-object.js";
import { createJsonWriter } from "../../records/json/json-writer.js";
import type { SerializedRecord } from "../../records/record-sink.js";
import { utf8Length } from "./record-size.js";

/** What may be shortened: everything else identifies the run and its cost. */
const CUT_FIELDS = ["input", "output", "metadata"] as const;
/** Below this, a field has no useful content any more. */
const MIN_FIELD_LENGTH = 256;

/**
 * The record in at most `maxBytes`, with its input, output and metadata shortened and a note of that in its metadata;
 * undefined if it can't be reduced to that size.
 */
export function cutRecord({ kind, id, json }: SerializedRecord, maxBytes: number): SerializedRecord | undefined {
  // Half an image is useless.
  const fields = kind === "attachment" ? undefined : parse(json);
  if (fields === undefined) return undefined;
  const originalBytes = utf8Length(json);
  for (let fieldLength = Math.floor(maxBytes / 3); fieldLength >= MIN_FIELD_LENGTH; fieldLength = fieldLength >> 1) {
    const cut = JSON.stringify(withFieldsCut(fields, fieldLength, originalBytes));
    if (utf8Length(cut) <= maxBytes) return { kind, id, json: cut };
  }
  return undefined;
}

function parse(json: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function withFieldsCut(fields: JsonObject, maxLength: number, originalBytes: number): JsonObject {
  // Media passed its own limit when the record was written.
  const writer = createJsonWriter({ maxFieldLength: maxLength, maxMediaLength: Number.POSITIVE_INFINITY });
  const present = CUT_FIELDS.filter((name) => fields[name] !== undefined);
  const cut: Record<string, unknown> = { ...fields };
  for (const name of present) cut[name] = JSON.parse(writer.write(fields[name]));
  const before = isJsonObject(fields.metadata) ? fields.metadata.record_cut : undefined;
  const recordCut = before ?? { original_bytes: originalBytes };
  cut.metadata = { ...(isJsonObject(cut.metadata) && cut.metadata), record_cut: recordCut };
  return cut;
}
