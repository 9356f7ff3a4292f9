import type { ExportedBatch } from "../batch-exporter.js";

/** A batch that goes out in one request. */
export type JoinedBatch = ExportedBatch & { readonly kind: "trace" | "span" };

export interface BatchRequest {
  readonly path: string;
  /** JSON, as texts that follow each other: joining them would copy the records. */
  readonly body: readonly string[];
}

/** A batch in the form of Opik's API. It contains the records' own JSON unchanged. */
export function batchRequest({ kind, records }: JoinedBatch): BatchRequest {
  switch (kind) {
    case "trace":
      return { path: "/v1/private/traces/batch", body: listOf("traces", records) };
    case "span":
      return { path: "/v1/private/spans/batch", body: listOf("spans", records) };
  }
}

function listOf(name: "traces" | "spans", records: JoinedBatch["records"]): readonly string[] {
  return [`{"${name}":[`, ...records.flatMap(({ json }, index) => (index === 0 ? json : [",", json])), "]}"];
}
