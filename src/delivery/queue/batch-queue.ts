import type { DropReason, SerializedRecord } from "../../records/record-sink.js";
import type { Batch } from "./batch.js";
import type { MemoryBudget } from "./memory-budget.js";
import { type BatchLimits, RecordQueue } from "./record-queue.js";
import { utf8Length } from "./utf8-length.js";

export interface QueueLimits extends BatchLimits {
  readonly maxRecordBytes: number;
  readonly maxQueueRecords: number;
  /** Counted over all queues that share the budget. */
  readonly maxQueueBytes: number;
}

export type Offer = "queued" | Extract<DropReason, "queue_full" | "record_too_large">;

/**
 * The records that delivery holds, bounded by count and bytes. A taken batch counts until it is settled,
 * so that a server which is down cannot make memory grow.
 */
export class BatchQueue {
  readonly #limits: QueueLimits;
  readonly #budget: MemoryBudget;
  readonly #queues: { readonly trace: RecordQueue; readonly span: RecordQueue };
  readonly #taken = new Set<Batch>();
  #heldRecords = 0;
  #heldBytes = 0;
  #lastSequence = 0;

  constructor(limits: QueueLimits, budget: MemoryBudget = { heldBytes: 0 }) {
    this.#limits = limits;
    this.#budget = budget;
    this.#queues = { trace: new RecordQueue("trace", limits), span: new RecordQueue("span", limits) };
  }

  /** Records in memory: waiting, or taken and not settled. */
  get heldRecords(): number {
    return this.#heldRecords;
  }

  /** Bytes of JSON in memory, counted like `heldRecords`. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** The place of the newest record in the order of arrival; 0 before the first. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** How much of what may be held is held, from 0 to 1. */
  get fullness(): number {
    const { maxQueueRecords, maxQueueBytes } = this.#limits;
    return Math.max(this.#heldRecords / maxQueueRecords, this.#budget.heldBytes / maxQueueBytes);
  }

  get hasUntaken(): boolean {
    return this.#firstUntaken() !== Number.POSITIVE_INFINITY;
  }

  /** The place of the oldest record that is not settled, or infinity when nothing is held. */
  get firstUnsettled(): number {
    return Math.min(this.#firstUntaken(), ...[...this.#taken].map((batch) => batch.firstSequence));
  }

  /** True when the records of this kind fill a request. */
  fillsBatch(kind: SerializedRecord["kind"]): boolean {
    return this.#queues[kind].fillsBatch;
  }

  offer(record: SerializedRecord): Offer {
    const bytes = utf8Length(record.json);
    const { maxRecordBytes, maxQueueRecords, maxQueueBytes } = this.#limits;
    if (bytes > maxRecordBytes) return "record_too_large";
    if (this.#heldRecords >= maxQueueRecords || this.#budget.heldBytes + bytes > maxQueueBytes) return "queue_full";
    this.#lastSequence += 1;
    this.#queues[record.kind].push(record, bytes, this.#lastSequence);
    this.#holds(1, bytes);
    return "queued";
  }

  /** Takes a batch that is full, or that holds a record which came no later than `dueSequence`; oldest first. */
  take(dueSequence: number): Batch | undefined {
    const { trace, span } = this.#queues;
    const oldestFirst = trace.firstSequence < span.firstSequence ? [trace, span] : [span, trace];
    const ready = oldestFirst.find((queue) => queue.fillsBatch || queue.firstSequence <= dueSequence);
    const batch = ready?.take();
    if (batch !== undefined) this.#taken.add(batch);
    return batch;
  }

  /** Lets go of a taken batch, whatever became of it. */
  settle(batch: Batch): void {
    if (this.#taken.delete(batch)) this.#holds(-batch.records.length, -batch.bytes);
  }

  #holds(records: number, bytes: number): void {
    this.#heldRecords += records;
    this.#heldBytes += bytes;
    this.#budget.heldBytes += bytes;
  }

  #firstUntaken(): number {
    return Math.min(this.#queues.trace.firstSequence, this.#queues.span.firstSequence);
  }
}
