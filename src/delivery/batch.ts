import type { RecordText } from "../records/record-sink.js";

/** Records of one kind that go out in one request. */
export interface Batch {
  readonly kind: RecordText["kind"];
  readonly records: readonly RecordText[];
  readonly bytes: number;
  /** The place of its oldest record in the order of arrival. */
  readonly firstSequence: number;
}

export interface BatchRequest {
  readonly path: string;
  readonly body: string;
}

/** What the list and the brackets around it add to the records of a request. */
export const ENVELOPE_BYTES = '{"traces":[]}'.length;

/** Joins the records' own texts: they are never parsed again. */
export function batchRequest({ kind, records }: Batch): BatchRequest {
  const texts = records.map((record) => record.json).join(",");
  switch (kind) {
    case "trace":
      return { path: "/v1/private/traces/batch", body: `{"traces":[${texts}]}` };
    case "span":
      return { path: "/v1/private/spans/batch", body: `{"spans":[${texts}]}` };
  }
}
