import type { SerializedRecord } from "../../records/record-sink.js";
import type { RecordSize } from "./record-size.js";

/** The memory of the records of all deliveries of a process together. Plain data: copies of this package share it. */
export interface MemoryBudget {
  heldBytes: number;
}

export interface MemoryLimits {
  readonly maxQueueRecords: number;
  /** Counted over all deliveries that share the budget. */
  readonly maxQueueBytes: number;
  /**
   * If it is more: the same with what is not for the queue, a file that is read back alone, or an attachment on its way
   * to disk.
   */
  readonly maxMemoryBytes: number;
}

/** What is released together. */
interface Held extends Pick<RecordSize, "memoryBytes"> {
  readonly records: readonly SerializedRecord[];
}

/**
 * The records of one delivery that are in memory, from their arrival, or from being read back from disk, until they are
 * settled: a destination that is down cannot make memory grow. Nothing that is done with them meanwhile copies them as
 * a whole.
 */
export class MemoryUse {
  readonly #limits: MemoryLimits;
  readonly #budget: MemoryBudget;
  #records = 0;
  #bytes = 0;

  constructor(limits: MemoryLimits, budget: MemoryBudget = { heldBytes: 0 }) {
    this.#limits = limits;
    this.#budget = budget;
  }

  get records(): number {
    return this.#records;
  }

  /** Their bytes, without those from disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The used share of the allowed memory, from 0 to 1. */
  get fullness(): number {
    const { maxQueueRecords, maxQueueBytes } = this.#limits;
    return Math.max(this.#records / maxQueueRecords, this.#budget.heldBytes / maxQueueBytes);
  }

  /** Adds a record, if there is room for it in this share of the bytes. */
  add({ memoryBytes }: Pick<RecordSize, "memoryBytes">, share = 1): boolean {
    const { maxQueueRecords, maxQueueBytes } = this.#limits;
    if (this.#records >= maxQueueRecords || this.#budget.heldBytes + memoryBytes > maxQueueBytes * share) return false;
    this.#count(1, memoryBytes);
    return true;
  }

  /** Adds a record that the queue has no room for, if there is memory for it. */
  addBeyondQueue({ memoryBytes }: Pick<RecordSize, "memoryBytes">): boolean {
    if (this.#budget.heldBytes + memoryBytes > this.mostFreeBytes) return false;
    this.#count(1, memoryBytes);
    return true;
  }

  release({ records, memoryBytes }: Held): void {
    this.#count(-records.length, -memoryBytes);
  }

  /** How much may be read back from disk now. */
  get freeBytes(): number {
    const { heldBytes } = this.#budget;
    return heldBytes === 0 ? this.mostFreeBytes : Math.max(0, this.#limits.maxQueueBytes - heldBytes);
  }

  /** The same when nothing is in memory. */
  get mostFreeBytes(): number {
    return Math.max(this.#limits.maxQueueBytes, this.#limits.maxMemoryBytes);
  }

  /** Reserves room for what is read back: it is no part of the queue. */
  hold(bytes: number): void {
    this.#budget.heldBytes += bytes;
  }

  letGo(bytes: number): void {
    this.#budget.heldBytes -= bytes;
  }

  #count(records: number, bytes: number): void {
    this.#records += records;
    this.#bytes += bytes;
    this.#budget.heldBytes += bytes;
  }
}
