import { isJsonObject, type JsonObject } from "../json/json-object.js";
import type { FieldRef, JsonWriter } from "../json/json-writer.js";
import { REDACTED, type RedactField } from "./redaction.js";

/**
 * Runs after serialization, so cached message JSON is redacted too. The result keeps the form that Opik accepts for its
 * field, whatever the redactor returned.
 */
export function createRedactingWriter(writer: JsonWriter, redact: RedactField): JsonWriter {
  return {
    redacts: true,
    write(value, ref) {
      const text = writer.write(value);
      const data: unknown = JSON.parse(text);
      const shown = redact(data, ref ?? PART);
      // The redactor may return anything; the writer can deal with that, and keeps its limits.
      return shown === data ? text : writer.write(fitted(shown, ref?.field));
    },
  };
}

/** A part that will be in metadata, such as the data of an event. */
const PART: FieldRef = { field: "metadata", kind: "chain" };

function fitted(value: unknown, field: FieldRef["field"] | undefined): unknown {
  switch (field) {
    case "name":
      return filled(value);
    case undefined:
    case "input":
    case "output":
      return value === undefined ? REDACTED : value;
    case "metadata":
      return isJsonObject(value) ? value : { redacted: value };
    case "tags":
      return Array.isArray(value) ? value.filter((tag) => typeof tag === "string" && tag !== "") : [];
    case "error":
      return errorInfo(value);
  }
}

/** The server refuses a batch for an error that has no type or no traceback. */
function errorInfo(value: unknown): unknown {
  const fields: JsonObject = isJsonObject(value) ? value : {};
  return {
    exception_type: filled(fields.exception_type),
    message: filled(fields.message),
    traceback: filled(fields.traceback),
  };
}

function filled(value: unknown): string {
  return typeof value === "string" && value.trim() !== "" ? value : REDACTED;
}
