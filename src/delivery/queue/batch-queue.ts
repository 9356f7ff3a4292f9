import type { DropReason, RecordKind, SerializedRecord } from "../../records/record-sink.js";
import { type Batch, ENVELOPE_BYTES } from "./batch.js";
import type { MemoryUse } from "./memory-use.js";
import { type RecordSize, sizeOf, sizesTogether } from "./record-size.js";

export interface BatchLimits {
  readonly maxBatchRecords: number;
  readonly maxBatchBytes: number;
}

export interface QueueLimits extends BatchLimits {
  readonly maxRecordBytes: number;
}

export type Offer = "queued" | Extract<DropReason, "queue_full" | "record_too_large">;

/** Traces and spans, or what is attached to them. */
export type BatchSource = "records" | "attachments";

/** The share of the memory for records that attachments may use: they never push traces and spans out. */
const SHARE_OF_ATTACHMENTS = 7 / 8;

/** The records that wait to be sent, as batches of one kind in the order of arrival. */
export class BatchQueue {
  readonly #limits: QueueLimits;
  readonly #memory: MemoryUse;
  readonly #queues: Readonly<Record<RecordKind, RecordQueue>>;
  #lastSequence = 0;

  constructor(limits: QueueLimits, memory: MemoryUse) {
    this.#limits = limits;
    this.#memory = memory;
    this.#queues = {
      trace: new RecordQueue("trace", limits),
      span: new RecordQueue("span", limits),
      attachment: new RecordQueue("attachment", limits),
    };
  }

  /** The place of the newest record in the order of arrival; 0 before the first. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** The place of the oldest record that waits, or infinity when none does. */
  get firstSequence(): number {
    const { trace, span, attachment } = this.#queues;
    return Math.min(trace.firstSequence, span.firstSequence, attachment.firstSequence);
  }

  /** The same of the spans alone. */
  get firstSpanSequence(): number {
    return this.#queues.span.firstSequence;
  }

  get isEmpty(): boolean {
    return this.firstSequence === Number.POSITIVE_INFINITY;
  }

  /** True when the records of this kind fill a request. */
  fillsBatch(kind: RecordKind): boolean {
    return this.#queues[kind].fillsBatch;
  }

  offer(record: SerializedRecord): Offer {
    const isAttachment = record.kind === "attachment";
    const size = sizeOf(record);
    // The limit of an attachment was applied when it was made, and half of it would be useless.
    if (!isAttachment && size.memoryBytes > this.#limits.maxRecordBytes) return "record_too_large";
    if (!this.#memory.add(size, isAttachment ? SHARE_OF_ATTACHMENTS : 1)) return "queue_full";
    this.#lastSequence += 1;
    this.#queues[record.kind].push(record, size, this.#lastSequence);
    return "queued";
  }

  /** A record that there is no room for, as a batch that must not wait here; undefined if memory has no room either. */
  passBy(record: SerializedRecord): Batch | undefined {
    const size = sizeOf(record);
    if (!this.#memory.addBeyondQueue(size)) return undefined;
    this.#lastSequence += 1;
    const [firstSequence, lastSequence] = [this.#lastSequence, this.#lastSequence];
    return { kind: record.kind, records: [record], ...size, firstSequence, lastSequence };
  }

  /**
   * Takes a batch that is full, or that holds a record which arrived no later than `dueSequence`; of traces and spans
   * the oldest first. Its records are in memory until the caller releases them.
   */
  take(dueSequence: number, from: BatchSource = "records"): Batch | undefined {
    const { trace, span, attachment } = this.#queues;
    const oldestFirst = trace.firstSequence < span.firstSequence ? [trace, span] : [span, trace];
    const queues = from === "records" ? oldestFirst : [attachment];
    return queues.find((queue) => queue.fillsBatch || queue.firstSequence <= dueSequence)?.take();
  }
}

interface Waiting extends RecordSize {
  readonly record: SerializedRecord;
  readonly sequence: number;
}

/** Below this, the emptied front of the array is not worth copying the rest for. */
const MIN_SPENT_TO_COMPACT = 1_024;

/** Records of one kind in the order of arrival. Taking moves an index; the array is copied rarely. */
class RecordQueue {
  readonly #kind: RecordKind;
  readonly #limits: BatchLimits;
  /** Taken entries are emptied at once, so that their memory is freed with their batch. */
  #waiting: (Waiting | undefined)[] = [];
  #head = 0;
  #bytes = 0;

  constructor(kind: RecordKind, limits: BatchLimits) {
    this.#kind = kind;
    this.#limits = limits;
  }

  /** The place of the oldest record in the order of arrival, or infinity when there is none. */
  get firstSequence(): number {
    return this.#waiting[this.#head]?.sequence ?? Number.POSITIVE_INFINITY;
  }

  /** True when waiting longer would not make the next batch larger. */
  get fillsBatch(): boolean {
    const { maxBatchRecords, maxBatchBytes } = this.#limits;
    return this.#waiting.length - this.#head >= maxBatchRecords || this.#bytes >= maxBatchBytes;
  }

  push(record: SerializedRecord, { bytes, memoryBytes }: RecordSize, sequence: number): void {
    this.#waiting.push({ record, bytes, memoryBytes, sequence });
    this.#bytes += bytes;
  }

  /** Takes the oldest records that fit in one request, at least one; undefined if there is none. */
  take(): Batch | undefined {
    const firstSequence = this.firstSequence;
    const end = this.#endOfBatch();
    const taken = this.#waiting.slice(this.#head, end).filter((waiting) => waiting !== undefined);
    if (taken.length === 0) return undefined;
    this.#waiting.fill(undefined, this.#head, end);
    const size = sizesTogether(taken);
    this.#head += taken.length;
    this.#bytes -= size.bytes;
    this.#compact();
    const lastSequence = taken.at(-1)?.sequence ?? firstSequence;
    const records = taken.map((waiting) => waiting.record);
    return { kind: this.#kind, records, ...size, firstSequence, lastSequence };
  }

  #endOfBatch(): number {
    const { maxBatchBytes } = this.#limits;
    // An attachment needs requests of its own.
    const maxBatchRecords = this.#kind === "attachment" ? 1 : this.#limits.maxBatchRecords;
    let end = this.#head;
    let requestBytes = ENVELOPE_BYTES - 1;
    for (; end - this.#head < maxBatchRecords; end += 1) {
      const next = this.#waiting[end];
      if (next === undefined) break;
      requestBytes += next.bytes + 1;
      if (requestBytes > maxBatchBytes && end > this.#head) break;
    }
    return end;
  }

  #compact(): void {
    const emptied = this.#head === this.#waiting.length;
    if (!emptied && (this.#head < MIN_SPENT_TO_COMPACT || this.#head * 2 < this.#waiting.length)) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }
}

/** A batch as requests, none of which is larger than one may be. */
export function requestsFor({ kind, records, firstSequence }: Batch, limits: BatchLimits): Batch[] {
  const queue = new RecordQueue(kind, limits);
  for (const record of records) queue.push(record, sizeOf(record), firstSequence);
  const requests: Batch[] = [];
  for (let request = queue.take(); request !== undefined; request = queue.take()) requests.push(request);
  return requests;
}
