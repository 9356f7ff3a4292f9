import type { SerializedRecord } from "../../records/record-sink.js";

/** The bytes of JSON that all queues of a process hold together. Plain data: copies of this package share it. */
export interface MemoryBudget {
  heldBytes: number;
}

export interface MemoryLimits {
  readonly maxQueueRecords: number;
  /** Counted over all deliveries that share the budget. */
  readonly maxQueueBytes: number;
}

/** What is released together. */
interface Held {
  readonly records: readonly SerializedRecord[];
  readonly bytes: number;
}

/**
 * The records of one delivery that are in memory, from their arrival until they are settled: a destination that is down
 * cannot make memory grow.
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

  /** Bytes of their JSON. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How much of what may be in memory is, from 0 to 1. */
  get fullness(): number {
    const { maxQueueRecords, maxQueueBytes } = this.#limits;
    return Math.max(this.#records / maxQueueRecords, this.#budget.heldBytes / maxQueueBytes);
  }

  /** Adds a record, if there is room for it in this share of the bytes. */
  add(bytes: number, share = 1): boolean {
    const { maxQueueRecords, maxQueueBytes } = this.#limits;
    if (this.#records >= maxQueueRecords || this.#budget.heldBytes + bytes > maxQueueBytes * share) return false;
    this.#count(1, bytes);
    return true;
  }

  release({ records, bytes }: Held): void {
    this.#count(-records.length, -bytes);
  }

  #count(records: number, bytes: number): void {
    this.#records += records;
    this.#bytes += bytes;
    this.#budget.heldBytes += bytes;
  }
}
