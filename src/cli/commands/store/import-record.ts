import { microsOfIso } from "../../../records/iso-time.js";
import type { SerializedRecord } from "../../../records/record-sink.js";

/** What a line holds, or why it holds no record. */
export type ImportedRecord =
  | { readonly kind: SerializedRecord["kind"]; readonly record: object }
  | { readonly kind: "refused"; readonly why: string };

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Other JSON must not become a trace: what the store would leave out or make up, such as a start, has to be there. */
export function importedRecord(line: string): ImportedRecord {
  const record = parsed(line);
  if (record === undefined) return refused("is no JSON, or was cut off");
  if (typeof record !== "object" || record === null || Array.isArray(record)) return refused("is no JSON object");
  if (!("id" in record) || !isUuid(record.id)) return refused("has no id that is a UUID");
  if (!("start_time" in record) || microsOfIso(record.start_time) === undefined) {
    return refused("has no start_time such as 2026-03-01T08:00:00Z");
  }
  if ("trace_id" in record) {
    return isUuid(record.trace_id) ? { kind: "span", record } : refused("has a trace_id that is no UUID");
  }
  if ("parent_span_id" in record || "type" in record) return refused("is a span without a trace_id");
  return { kind: "trace", record };
}

function refused(why: string): ImportedRecord {
  return { kind: "refused", why };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isUuid(value: unknown): boolean {
  return typeof value === "string" && UUID.test(value);
}
