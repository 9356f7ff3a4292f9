import type { JsonWriter } from "./json/json-text.js";
import { isShape, type Shape } from "./json/shape.js";

/** Metadata as it will be written. What stands in another place too, such as in a tag, is taken from here: redacted. */
export function writtenMetadata(metadata: Shape, writer: JsonWriter): Shape {
  if (writer.redacts !== true) return metadata;
  const data: unknown = JSON.parse(writer.write(metadata, { field: "metadata", kind: "trace" }));
  return isShape(data) ? data : {};
}
