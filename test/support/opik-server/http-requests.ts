import { asJsonObject, asList } from "../../../src/records/json/json-object.js";
import type { SpanRecord } from "../../../src/records/record.js";

/** `503 503 ok`: how the requests of a model's span ended. */
export function requestsOf({ metadata }: SpanRecord): string {
  return asList(metadata?.http_attempts)
    .map(asJsonObject)
    .map(({ outcome, error }) =>
      outcome === "failed" ? String(asJsonObject(error).status ?? asJsonObject(error).type) : "ok",
    )
    .join(" ");
}
