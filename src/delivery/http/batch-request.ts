import type { ExportedBatch } from "../batch-exporter.js";

/** A batch that goes out in one request. */
export type JoinedBatch = ExportedBatch & { readonly kind: "trace" | "span" };

export interface BatchRequest {
  readonly path: string;
  readonly body: string;
}

/** A batch as Opik's API wants it. The records' own JSON is joined and never parsed again. */
export function batchRequest({ kind, records }: JoinedBatch): BatchRequest {
  const texts = records.map((record) => record.json).join(",");
  switch (kind) {
    case "trace":
      return { path: "/v1/private/traces/batch", body: `{"traces":[${texts}]}` };
    case "span":
      return { path: "/v1/private/spans/batch", body: `{"spans":[${texts}]}` };
  }
}
