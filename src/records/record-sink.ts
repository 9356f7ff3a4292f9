import type { DeliveryHealth } from "./delivery-health.js";
import type { DropReason } from "./drop-reason.js";

export type { DropReason };

/** What a record is. An attachment is media of a trace or a span, which names it. */
export type RecordKind = (typeof RECORD_KINDS)[number];

export const RECORD_KINDS = ["trace", "span", "attachment"] as const;

export function isRecordKind(value: unknown): value is RecordKind {
  return RECORD_KINDS.some((kind) => kind === value);
}

/** One record as JSON text, written once: the same text goes to HTTP, to disk and to a store. */
export interface SerializedRecord {
  readonly kind: RecordKind;
  readonly id: string;
  readonly json: string;
}

/** What happened to the records since the last flush. */
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

/**
 * Where finished records go. Nothing here ever throws or rejects. `Accepted`: a sink may need more of a record than
 * others do.
 */
export interface RecordSink<Accepted extends SerializedRecord = SerializedRecord> {
  accept(record: Accepted): void;
  flush(options?: FlushOptions): Promise<FlushResult>;
  /** Flushes and ends the sink; what comes later is counted as `closed`. May be called again. */
  close(options?: FlushOptions): Promise<FlushResult>;
  /** The status of delivery. Sends nothing. */
  health(): DeliveryHealth;
}
