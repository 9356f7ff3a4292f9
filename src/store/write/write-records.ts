import { isRecordKind, RECORD_KINDS, type RecordKind } from "../../records/record-sink.js";
import type { StoredCounts } from "../../records/record-store.js";
import { systemClock } from "../../runtime/system-clock.js";
import type { RecordRow } from "../db/columns.js";
import { badOption } from "../read/time-window.js";
import { storeError } from "../store-failure.js";
import { recordRow } from "./record-row.js";
import type { BatchOutcome } from "./write-batch.js";

export interface RecordWriting {
  readonly write: (rows: readonly RecordRow[]) => Promise<BatchOutcome>;
  /** The store's place, for messages. */
  readonly place: string;
}

/** Some 10 ms of the host's event loop; 1,000 would be a tenth faster. */
const MAX_BATCH_RECORDS = 500;

/** Stores records, many with each statement. @throws StoreError where the database could not be asked */
export async function writeRecords(
  { write, place }: RecordWriting,
  kind: RecordKind,
  records: readonly unknown[],
): Promise<StoredCounts> {
  if (!isRecordKind(kind)) throw badOption("kind", kind, `one of ${RECORD_KINDS.join(", ")}`);
  if (!Array.isArray(records)) throw badOption("records", records, "a list of records");
  let [stored, refused, unreadable] = [0, 0, 0];
  for (let from = 0; from < records.length; from += MAX_BATCH_RECORDS) {
    const batch = records.slice(from, from + MAX_BATCH_RECORDS);
    const receivedMicros = systemClock.wallTimeMs() * 1000;
    const rows = batch.flatMap((record) => recordRow(kind, record, receivedMicros) ?? []);
    unreadable += batch.length - rows.length;
    if (rows.length === 0) continue;
    const outcome = await write(rows);
    if (outcome.kind === "unavailable") throw storeError(outcome.error, place, storedBefore(stored, records.length));
    stored += rows.length - outcome.refused;
    refused += outcome.refused;
  }
  return { stored, refused, unreadable };
}

function storedBefore(stored: number, all: number): string {
  return stored === 0 ? "" : `At least ${stored} of ${all} records are stored; all may be written again.`;
}
