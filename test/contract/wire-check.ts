import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { SpanRecord, TraceRecord } from "../../src/records/record.js";
import { spanBatchSchema, traceBatchSchema } from "./wire-schema.js";

/** What a batch request carried, or what is wrong with it. */
export type WireBatch =
  | { readonly kind: "traces"; readonly traces: readonly TraceRecord[] }
  | { readonly kind: "spans"; readonly spans: readonly SpanRecord[] }
  | {
      readonly kind: "invalid";
      readonly violations: readonly string[];
      /** What Opik's server answers: it also takes some of what we may not send. */
      readonly status: 204 | 400 | 422;
    };

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, verbose: true });
addFormats.default(ajv);
const isTraceBatch = ajv.compile<{ traces: TraceRecord[] }>(traceBatchSchema);
const isSpanBatch = ajv.compile<{ spans: SpanRecord[] }>(spanBatchSchema);

export function checkTraceBatch(body: unknown): WireBatch {
  return isTraceBatch(body) ? { kind: "traces", traces: body.traces } : invalid(isTraceBatch);
}

export function checkSpanBatch(body: unknown): WireBatch {
  return isSpanBatch(body) ? { kind: "spans", spans: body.spans } : invalid(isSpanBatch);
}

function invalid({ errors }: ValidateFunction): WireBatch {
  const wrong = errors ?? [];
  return { kind: "invalid", violations: wrong.map(describeError), status: statusOf(wrong) };
}

/** The server maps JSON to its types, ids among them, and says 400; then it checks the values, and says 422. */
function statusOf(errors: readonly ErrorObject[]): 204 | 400 | 422 {
  const statuses = errors.map(statusOfOne);
  if (statuses.includes(400)) return 400;
  return statuses.includes(422) ? 422 : 204;
}

/** What the server makes itself, takes as absent or takes in any form. */
const LENIENT = /^\/(?:traces|spans)\/\d+\/(?:id|input|output|metadata)$/;
/** What has to be there. */
const NEEDED = /\/(?:traces|spans|start_time|trace_id|exception_type|traceback)$/;

function statusOfOne({ keyword, instancePath, params, data, schema }: ErrorObject): 204 | 400 | 422 {
  const place = keyword === "required" ? `${instancePath}/${String(params.missingProperty)}` : instancePath;
  // Counts of tokens are a map of integers, not of fields.
  if (place.includes("/usage/")) return 400;
  switch (keyword) {
    case "additionalProperties":
    case "uniqueItems":
      return 204;
    case "required":
      return LENIENT.test(place) ? 204 : 422;
    case "pattern":
      return schema === "\\S" ? 422 : 400;
    case "minItems":
    case "maxItems":
    case "minimum":
      return 422;
    default:
      if (data === null && NEEDED.test(place)) return 422;
      return (data === null && place !== "" && !/\/\d+$/.test(place)) || LENIENT.test(place) ? 204 : 400;
  }
}

function describeError({ instancePath, message, params }: ErrorObject): string {
  const extra: unknown = params.additionalProperty;
  return `${instancePath} ${message ?? "is invalid"}${typeof extra === "string" ? `: ${extra}` : ""}`;
}
