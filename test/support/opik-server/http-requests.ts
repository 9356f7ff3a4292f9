import { listOf, shapeOf } from "../../../src/records/json/shape-fields.js";
import type { SpanRecord } from "../../../src/records/record.js";

/** `503 503 ok`: how the requests of a model's span ended. */
export function requestsOf({ metadata }: SpanRecord): string {
  return listOf(metadata?.http_attempts)
    .map(shapeOf)
    .map(({ outcome, error }) => (outcome === "failed" ? String(shapeOf(error).status ?? shapeOf(error).type) : "ok"))
    .join(" ");
}
