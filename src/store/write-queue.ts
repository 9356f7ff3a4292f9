import type { RecordText } from "../records/record-sink.js";

export interface WriteLimits {
  /** Records that one statement writes at most. */
  readonly maxBatchRecords: number;
  /** Bytes of JSON that one statement writes at most; a larger record goes alone. */
  readonly maxBatchBytes: number;
  readonly maxQueueRecords: number;
  readonly maxQueueBytes: number;
}

interface Waiting {
  readonly record: RecordText;
  readonly bytes: number;
}

/** The records that wait to be stored, bounded by count and bytes. What is taken counts until it is settled. */
export class WriteQueue {
  readonly #limits: WriteLimits;
  #waiting: Waiting[] = [];
  #taken: readonly Waiting[] = [];
  #heldBytes = 0;
  #accepted = 0;

  constructor(limits: WriteLimits) {
    this.#limits = limits;
  }

  get heldRecords(): number {
    return this.#waiting.length + this.#taken.length;
  }

  /** How many records have been accepted so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** How many records are settled: they leave in the order in which they came. */
  get settled(): number {
    return this.#accepted - this.heldRecords;
  }

  get fillsBatch(): boolean {
    return this.#waiting.length >= this.#limits.maxBatchRecords || this.#heldBytes >= this.#limits.maxBatchBytes;
  }

  /** False when there is no room. */
  offer(record: RecordText): boolean {
    const bytes = Buffer.byteLength(record.json);
    const { maxQueueRecords, maxQueueBytes } = this.#limits;
    if (this.heldRecords >= maxQueueRecords || this.#heldBytes + bytes > maxQueueBytes) return false;
    this.#waiting.push({ record, bytes });
    this.#heldBytes += bytes;
    this.#accepted += 1;
    return true;
  }

  /** The oldest records that fit one batch, one at least; none when nothing waits. */
  take(): readonly RecordText[] {
    let count = 0;
    for (let bytes = 0; count < this.#limits.maxBatchRecords; count += 1) {
      const next = this.#waiting[count];
      if (next === undefined) break;
      bytes += next.bytes;
      if (bytes > this.#limits.maxBatchBytes && count > 0) break;
    }
    this.#taken = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return this.#taken.map(({ record }) => record);
  }

  /** Lets go of what was taken, whatever became of it. */
  settle(): void {
    for (const { bytes } of this.#taken) this.#heldBytes -= bytes;
    this.#taken = [];
  }
}
