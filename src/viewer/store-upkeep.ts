import { systemClock } from "../runtime/system-clock.js";
import type { TraceStore } from "../store/index.js";

/** After so many records the database has another idea of its tables than it had. */
const RECORDS_BETWEEN_LOOKS = 20_000;
const DAY_MS = 86_400_000;

/** Keeps a store quick, and deletes what is too old. */
export class StoreUpkeep {
  readonly #store: TraceStore;
  readonly #retentionDays: number;
  readonly #cancelDaily: () => void;
  #recordsSince = 0;
  #underWay: Promise<unknown>;

  /** @param retentionDays - 0: nothing is too old */
  constructor(store: TraceStore, retentionDays: number) {
    this.#store = store;
    this.#retentionDays = retentionDays;
    this.#cancelDaily = systemClock.every(DAY_MS, () => {
      this.#next(() => this.#prune());
    });
    this.#underWay = Promise.resolve();
    this.#next(async () => {
      await this.#prune();
      if (!(await store.hasStatistics())) await store.refreshStatistics();
    });
  }

  wrote(records: number): void {
    this.#recordsSince += records;
    if (this.#recordsSince < RECORDS_BETWEEN_LOOKS) return;
    this.#recordsSince = 0;
    this.#next(() => this.#store.refreshStatistics());
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    this.#cancelDaily();
    await this.#underWay;
  }

  async #prune(): Promise<void> {
    if (this.#retentionDays > 0) await this.#store.deleteOlderThan(this.#retentionDays);
  }

  /** A store that fails is told by who has asked it for something. */
  #next(work: () => Promise<void>): void {
    this.#underWay = this.#underWay.then(work).catch(() => undefined);
  }
}
