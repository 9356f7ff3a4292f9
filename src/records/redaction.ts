/** Where a value is about to be written. */
export interface RedactionPlace {
  readonly field: "name" | "input" | "output" | "metadata" | "tags" | "error";
  /** What ran; `trace` for what stands in the trace itself. */
  readonly kind: "chain" | "model" | "tool" | "retriever" | "trace";
  /** The keys and positions that lead to the value within the field; empty for the whole field. */
  readonly path: readonly string[];
}

/**
 * Gives what is written in a value's place: the value itself, another one, or undefined to leave it out. It is asked
 * for the whole field first and then for each member of what it gave, and gets JSON data, never the host's objects.
 * Where it throws, the whole field is hidden.
 */
export type Redact = (value: unknown, place: RedactionPlace) => unknown;

export const REDACTED = "[redacted]";

type Place = Omit<RedactionPlace, "path">;

/** The JSON data of one field, redacted. Never throws. */
export function redactedField(value: unknown, place: Place, redact: Redact): unknown {
  try {
    return redactedValue(value, place, [], redact);
  } catch {
    return "[hidden: the redactor failed]";
  }
}

function redactedValue(value: unknown, place: Place, path: readonly string[], redact: Redact): unknown {
  const given = redact(value, { ...place, path });
  if (given !== value) return given;
  if (Array.isArray(value)) {
    return value.map((item, index) => redactedValue(item, place, [...path, String(index)], redact));
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(
    ([key, member]) => [key, redactedValue(member, place, [...path, key], redact)] as const,
  );
  // fromEntries defines fields, so that a field named __proto__ stays a field.
  return Object.fromEntries(entries);
}
