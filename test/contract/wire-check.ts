import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { SpanRecord, TraceRecord } from "../../src/records/record.js";
import { spanBatchSchema, traceBatchSchema } from "./wire-schema.js";

/** What a batch request carried, or what is wrong with it. */
export type WireBatch =
  | { readonly kind: "traces"; readonly traces: readonly TraceRecord[] }
  | { readonly kind: "spans"; readonly spans: readonly SpanRecord[] }
  | { readonly kind: "invalid"; readonly violations: readonly string[] };

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
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
  return { kind: "invalid", violations: (errors ?? []).map(describeError) };
}

function describeError({ instancePath, message, params }: ErrorObject): string {
  const extra: unknown = params.additionalProperty;
  return `${instancePath} ${message ?? "is invalid"}${typeof extra === "string" ? `: ${extra}` : ""}`;
}
