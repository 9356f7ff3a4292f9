/** Where a value is about to be written. */
export interface RedactionPlace {
  readonly field: "name" | "input" | "output" | "metadata" | "tags" | "error";
  /** The kind of run; `trace` for a value of the trace itself. */
  readonly kind: "chain" | "model" | "tool" | "retriever" | "trace";
  /** The keys and positions that lead to the value within the field; empty for the whole field. */
  readonly path: readonly string[];
}

/**
 * Returns what is written in a value's place: the value itself, another one, or undefined to leave it out. It is called
 * for the whole field first and then for each member of what it returned, with JSON data, never the host's objects.
 * Where it throws, the whole field is hidden.
 */
export type Redact = (value: unknown, place: RedactionPlace) => unknown;

export const REDACTED = "[redacted]";

/** Which field of which record a value is written for. */
export type FieldRef = Omit<RedactionPlace, "path">;

/** Redacts the JSON data of a whole field. Never throws, and returns the same data where nothing is hidden. */
export type RedactField = (value: unknown, field: FieldRef) => unknown;

/** Calls the redactor for the field, and then for each value in it. */
export function redactEach(redact: Redact): RedactField {
  return (value, field) => {
    try {
      return redactedValue(value, field, [], redact);
    } catch {
      return "[hidden: the redactor failed]";
    }
  };
}

function redactedValue(value: unknown, field: FieldRef, path: readonly string[], redact: Redact): unknown {
  const given = redact(value, { ...field, path });
  if (given !== value || typeof value !== "object" || value === null) return given;
  const members: [string, unknown][] = Object.entries(value);
  const shown = members.map(([key, member]) => redactedValue(member, field, [...path, key], redact));
  if (shown.every((member, index) => member === members[index]?.[1])) return value;
  if (Array.isArray(value)) return shown;
  // fromEntries defines fields, so that a field named __proto__ stays a field.
  return Object.fromEntries(members.map(([key], index) => [key, shown[index]]));
}
