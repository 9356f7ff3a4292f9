import type { RecordKind } from "./record-sink.js";

/** What happened to records that were to be stored. */
export interface StoredCounts {
  readonly stored: number;
  /** Records that the database will never accept. */
  readonly refused: number;
  /** Records that are neither traces nor spans. */
  readonly unreadable: number;
}

/** How work on a store affects the process. */
export interface WorkOptions {
  /** Whether the process may end while this is under way. Default: false. */
  readonly background?: boolean;
}

/** How much of what is too old is deleted. */
export interface RetentionOptions extends WorkOptions {
  /**
   * Makes tables partitioned by day keep a day until all of it is too old, so that nothing is deleted row by row.
   * Default: false, which deletes everything that is older than that moment.
   */
  readonly wholeDays?: boolean;
}

/** A database that keeps records. Its methods reject when they fail. */
export interface RecordStore {
  /** Where it is, for messages: without user and password. */
  readonly place: string;
  /** The prefix of its table names. */
  readonly tablePrefix: string;
  /**
   * Stores records in Opik's wire form, as parsed JSON, in batches of 500; a newer one replaces an older one of its
   * id. A bad one is left out and counted. Rejects where the database does not answer, and says how many are stored.
   */
  write(kind: RecordKind, records: readonly unknown[], options?: WorkOptions): Promise<StoredCounts>;
  /** Deletes what started more than this many days ago. */
  deleteOlderThan(days: number, options?: RetentionOptions): Promise<unknown>;
  /** Closes the database. */
  close(): Promise<void>;
}
