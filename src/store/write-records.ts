import type { RecordText } from "../records/record-sink.js";
import type { StoredCounts } from "../records/record-store.js";
import type { RecordRow } from "./columns.js";
import { rowOf } from "./record-row.js";
import type { BatchOutcome } from "./write-batch.js";

/** Stores records at once, without a queue. @throws DbError where the database could not be asked */
export async function writeRecords(
  write: (rows: readonly RecordRow[]) => Promise<BatchOutcome>,
  kind: RecordText["kind"],
  records: readonly unknown[],
): Promise<StoredCounts> {
  const receivedMicros = Date.now() * 1000;
  const rows = records.flatMap((record) => rowOf(kind, record, receivedMicros) ?? []);
  const unreadable = records.length - rows.length;
  if (rows.length === 0) return { stored: 0, refused: unreadable };
  const outcome = await write(rows);
  if (outcome.kind === "unavailable") throw outcome.error;
  return { stored: rows.length - outcome.refused, refused: unreadable + outcome.refused };
}
