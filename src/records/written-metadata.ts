import { isJsonObject, type JsonObject } from "./json/json-object.js";
import type { JsonWriter } from "./json/json-writer.js";

/**
 * Metadata as it will be written. Values that are also used elsewhere, such as in a tag, are taken from here, redacted.
 */
export function writtenMetadata(metadata: JsonObject, writer: JsonWriter): JsonObject {
  if (writer.redacts !== true) return metadata;
  const data: unknown = JSON.parse(writer.write(metadata, { field: "metadata", kind: "trace" }));
  return isJsonObject(data) ? data : {};
}
