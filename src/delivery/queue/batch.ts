import type { SerializedRecord } from "../../records/record-sink.js";
import { type RecordSize, sizeOf, sizesTogether } from "./record-size.js";

/** Records of one kind that go out in one request. */
export interface Batch extends RecordSize {
  readonly kind: SerializedRecord["kind"];
  readonly records: readonly SerializedRecord[];
  /** The places of its oldest and its newest record in the order of arrival. */
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/** What the list and the brackets around it add to the records of a request. */
export const ENVELOPE_BYTES = '{"traces":[]}'.length;

/** The same batch with other records. */
export function withRecords(batch: Omit<Batch, keyof RecordSize>, records: readonly SerializedRecord[]): Batch {
  return { ...batch, records, ...sizesTogether(records.map(sizeOf)) };
}

/** The two halves of a batch of more than one record. */
export function halves(batch: Batch): Batch[] {
  const middle = Math.ceil(batch.records.length / 2);
  return [batch.records.slice(0, middle), batch.records.slice(middle)].map((records) => withRecords(batch, records));
}
