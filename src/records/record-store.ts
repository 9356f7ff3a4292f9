import type { RecordKind } from "./record-sink.js";

/** What happened to records that were to be stored. */
export interface StoredCounts {
  readonly stored: number;
  /** What the database will never hold. */
  readonly refused: number;
  /** What is no trace and no span. */
  readonly unreadable: number;
}

/** How work on a store goes with the process. */
export interface WorkOptions {
  /** Whether the process may end while this is under way. Default: false. */
  readonly background?: boolean;
}

/** How much goes of what is too old. */
export interface RetentionOptions extends WorkOptions {
  /**
   * Has tables that are in partitions by day keep a day until all of it is older, so that none of it is deleted row by
   * row. Default: false, which deletes what is older to the moment.
   */
  readonly wholeDays?: boolean;
}

/** A database that keeps records. What it is asked rejects where it cannot. */
export interface RecordStore {
  /** Where it is, for messages: without user and password. */
  readonly place: string;
  /** What stands before the names of its tables. */
  readonly tablePrefix: string;
  /**
   * Stores records in Opik's wire form, as parsed JSON, in batches of 500; a newer one replaces an older one of its
   * id. A bad one is left out and counted. Rejects where the database does not answer, and says how many are stored.
   */
  write(kind: RecordKind, records: readonly unknown[], options?: WorkOptions): Promise<StoredCounts>;
  /** Deletes what started longer ago than so many days. */
  deleteOlderThan(days: number, options?: RetentionOptions): Promise<unknown>;
  /** Lets go of the database. */
  close(): Promise<void>;
}
