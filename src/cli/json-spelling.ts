import { isJsonObject } from "../records/json/json-object.js";

/** Fields that hold records, or parts of them: their keys are Opik's or the traced program's own. */
const RECORD_FIELDS: ReadonlySet<string> = new Set([
  "input",
  "output",
  "metadata",
  "trace",
  "span",
  "spans",
  "running",
]);

/**
 * The JSON that a command prints has the spelling of Opik's wire, such as `start_time`. The keys that earlier versions
 * printed, such as `startTime`, stay beside it for one more version.
 */
export function inWireSpelling(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inWireSpelling);
  if (!isJsonObject(value) || value instanceof Date) return value;
  const fields = Object.entries(value).flatMap(([name, part]) => {
    const spelled = RECORD_FIELDS.has(name) ? part : inWireSpelling(part);
    const wireName = name.replace(
      /[a-z0-9][A-Z]/g,
      ([before = "", letter = ""]) => `${before}_${letter.toLowerCase()}`,
    );
    return wireName === name ? [[name, spelled] as const] : [[wireName, spelled] as const, [name, spelled] as const];
  });
  return Object.fromEntries(fields);
}
