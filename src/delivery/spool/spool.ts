import type { DropReason, SerializedRecord } from "../../records/record-sink.js";

/** Records of one kind that are written to disk together: one file. */
export interface SpoolBatch {
  readonly kind: SerializedRecord["kind"];
  readonly records: readonly SerializedRecord[];
  /** When the server last refused them, in milliseconds since 1970; undefined if it has not. */
  readonly refusedMs?: number | undefined;
}

/** What is left of a batch, to be sent later. */
export type SpoolRest = Omit<SpoolBatch, "kind">;

/** The outcome of writing a batch. `ids`: of the files that hold it. */
export type SpoolWrite = { readonly kind: "written"; readonly ids: readonly string[] } | DiskFailure;

export interface DiskFailure {
  readonly kind: "failed";
  readonly message: string;
}

/** One file of a claim. */
interface ClaimedFile extends SpoolRest {
  /** The ids of files sort by age. */
  readonly id: string;
}

/** Files on disk that only this process may send, as one batch. If the process dies, others may. */
export interface SpoolClaim extends SpoolBatch {
  /** Oldest first; together they hold the records. */
  readonly files: readonly ClaimedFile[];
  /** Of the files: this much room was reserved for it. */
  readonly bytes: number;
  /** The server has all of it: removes the files. */
  remove(): Promise<void>;
  /** Leaves it, or what is left of it, to the next sender. */
  release(rest?: SpoolRest): Promise<void>;
  /** The same, for a process that is ending. */
  releaseNow(): void;
}

/** What waits on disk for one server, workspace and key, with the files of all processes. */
export interface SpoolContents {
  readonly files: number;
  readonly records: number;
  readonly bytes: number;
}

/** `full`: there are as many dead letters as allowed. */
export type DeadLetterWrite = { readonly kind: "written" } | DiskFailure | { readonly kind: "full" };

/** Whether a file is to be sent now. */
export type MaySend = (
  file: Pick<ClaimedFile, "id" | "refusedMs"> & Pick<SpoolBatch, "kind"> & { readonly bytes: number },
) => boolean;

/** The memory for files that are read. */
export interface MemoryRoom {
  /** How much may be read now. */
  readonly freeBytes: number;
  /** Reserves room before anything is read. */
  hold(bytes: number): void;
  letGo(bytes: number): void;
}

/** A record that the server refuses, with the reason a person needs. */
export interface DeadLetter {
  readonly record: SerializedRecord;
  readonly reason: string;
}

/** Records on disk that wait for delivery. No method throws or rejects: the failure of a disk is a result. */
export interface Spool {
  /** Writes a batch for the next sender. */
  keep(batch: SpoolBatch): Promise<SpoolWrite>;
  /** The same without waiting, for a process that is ending. */
  keepNow(batch: SpoolBatch): SpoolWrite;
  /** Writes a batch that is being sent right now, so that a crash does not lose it. Undefined when the disk fails. */
  persist(batch: SpoolBatch): Promise<SpoolClaim | undefined>;
  /**
   * The oldest file that nobody is sending and that may be sent, refused ones last, with others that share a request
   * with it; undefined if there is none, or no room for it.
   */
  claimOldest(maySend?: MaySend, room?: MemoryRoom): Promise<SpoolClaim | undefined>;
  /** Puts a record that the server refuses where a person can find it. */
  addDeadLetter(letter: DeadLetter): Promise<DeadLetterWrite>;
  /** How many records wait for the same server and workspace under other API keys. */
  underOtherKeys(): Promise<number>;
  /** Why the last failed write failed. */
  problem(): string | undefined;
  /** What was last seen on disk; reads nothing. */
  contents(): SpoolContents;
}

/** Records on disk from the moment they are accepted until they are settled, for `durable`. Nothing throws. */
export interface Journal {
  /** Writes the record before it returns; false if the disk fails. */
  append(record: SerializedRecord): boolean;
  /** Sent, kept, dead-lettered or dropped: these very records no longer belong to the journal. */
  settled(records: readonly SerializedRecord[]): void;
}

/** Called with how many records the spool itself dropped, and why. */
export type OnSpoolDrop = (
  reason: Extract<DropReason, "spool_full" | "spool_expired" | "spool_damaged">,
  records: number,
) => void;
