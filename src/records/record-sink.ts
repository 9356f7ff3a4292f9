/** One record as JSON text, written once: the same text goes to HTTP, to disk and to a store. */
export interface RecordText {
  readonly kind: "trace" | "span";
  readonly id: string;
  readonly json: string;
}

/** Why a record was not kept. A closed set, so that each loss can be counted. */
export type DropReason =
  /** The queue was full: records came faster than the server took them. */
  | "queue_full"
  /** One record alone is larger than a request may be, and could not be cut. */
  | "record_too_large"
  /** The server refused it, while it accepted others; where there is a disk, it stands among the dead letters. */
  | "refused"
  /** The server could not be reached, or kept failing, until the retries ran out. */
  | "unreachable"
  /** No server was named, or the server needs an API key and none was given. */
  | "unconfigured"
  /** It came after `close()`. */
  | "closed"
  /** The folder of records that wait on disk had reached its size: the oldest made room. */
  | "spool_full"
  /** It waited on disk longer than the server accepts, or than the settings allow. */
  | "spool_expired"
  /** Its file on disk could not be read whole. */
  | "spool_damaged"
  /** Its trace was outside the sampled share, and nothing about it was worth keeping. */
  | "sampled_out";

/** What became of the records since the flush before. */
export interface FlushResult {
  /** Records that the server acknowledged. */
  readonly delivered: number;
  /** Records now safe on disk, because the server could not take them. They are sent later, and not counted again. */
  readonly spooled: number;
  /** Records still in memory when the time for the flush was over. */
  readonly waiting: number;
  /** Records lost, by reason; a reason that did not occur is absent. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** The same for the trace store, where the records go to Opik and to one. */
  readonly store?: FlushResult;
}

export interface FlushOptions {
  /** Milliseconds to wait at most. Default: the sink's own `flushTimeoutMs`. */
  readonly timeoutMs?: number;
}

/** Where finished records go. Neither `accept` nor `flush` ever throws or rejects. */
export interface RecordSink {
  accept(record: RecordText): void;
  flush(options?: FlushOptions): Promise<FlushResult>;
  /** Flushes and ends the sink; what comes later is counted as `closed`. May be called again. */
  close(options?: FlushOptions): Promise<FlushResult>;
}
