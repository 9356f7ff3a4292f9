import type { DropReason, FlushResult } from "../records/record-sink.js";
import { quietly } from "../resilience/quietly.js";
import type { StoreProblem } from "./store-problem.js";

/** Counts what became of records, and tells a person of the first problem of each kind. */
export class WriteLedger {
  readonly #onProblem: ((problem: StoreProblem) => void) | undefined;
  readonly #told = new Set<StoreProblem["kind"]>();
  #stored = 0;
  #dropped: Partial<Record<DropReason, number>> = {};

  constructor(onProblem: ((problem: StoreProblem) => void) | undefined) {
    this.#onProblem = onProblem;
  }

  stored(records: number): void {
    this.#stored += records;
  }

  dropped(reason: DropReason, records: number): void {
    if (records > 0) this.#dropped[reason] = (this.#dropped[reason] ?? 0) + records;
  }

  tell(kind: StoreProblem["kind"], message: string): void {
    if (this.#told.has(kind)) return;
    this.#told.add(kind);
    quietly(() => this.#onProblem?.({ kind, message }));
  }

  /** The counts since this was asked before. */
  takeResult(waiting: number): FlushResult {
    const result: FlushResult = { delivered: this.#stored, spooled: 0, waiting, dropped: this.#dropped };
    this.#stored = 0;
    this.#dropped = {};
    return result;
  }
}
