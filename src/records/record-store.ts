import type { RecordText } from "./record-sink.js";

/** What became of records that were to be stored. */
export interface StoredCounts {
  readonly stored: number;
  /** What is no record, or what the database will never hold. */
  readonly refused: number;
}

/** A database that keeps records. What it is asked rejects where it cannot. */
export interface RecordStore {
  /** Where it is, for messages: without user and password. */
  readonly place: string;
  /** What stands before the names of its tables. */
  readonly tablePrefix: string;
  /** Stores records in Opik's wire form, as parsed JSON; a newer one replaces an older one of its id. */
  write(kind: RecordText["kind"], records: readonly unknown[]): Promise<StoredCounts>;
  /** Deletes what started longer ago than so many days. */
  deleteOlderThan(days: number): Promise<unknown>;
  /** Lets go of the database. */
  close(): Promise<void>;
}
