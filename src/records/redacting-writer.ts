import type { JsonWriter, WritePlace } from "./json-text.js";
import { REDACTED, type Redact, redactedField } from "./redaction.js";

/**
 * Redacts what a writer wrote: everything has passed it by then, texts that were made before included. The result
 * keeps the form that Opik takes for its field, whatever the redactor gave.
 */
export function createRedactingWriter(writer: JsonWriter, redact: Redact): JsonWriter {
  return {
    write(value, place) {
      const data: unknown = JSON.parse(writer.write(value));
      // The redactor may give anything; the writer can deal with that, and keeps its limits.
      return writer.write(fitted(redactedField(data, place ?? PART, redact), place?.field));
    },
  };
}

/** A part that will stand in metadata, such as what an event carries. */
const PART: WritePlace = { field: "metadata", kind: "chain" };

function fitted(value: unknown, field: WritePlace["field"] | undefined): unknown {
  switch (field) {
    case undefined:
    case "input":
    case "output":
      return value === undefined ? REDACTED : value;
    case "metadata":
      return isObject(value) ? value : { redacted: value };
    case "tags":
      return Array.isArray(value) ? value.filter((tag) => typeof tag === "string" && tag !== "") : [];
    case "error":
      return errorInfo(value);
  }
}

/** The server refuses a batch for an error that has no type or no traceback. */
function errorInfo(value: unknown): unknown {
  const fields: Readonly<Record<string, unknown>> = isObject(value) ? { ...value } : {};
  return {
    exception_type: filled(fields.exception_type),
    message: filled(fields.message),
    traceback: filled(fields.traceback),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function filled(value: unknown): string {
  return typeof value === "string" && value.trim() !== "" ? value : REDACTED;
}
