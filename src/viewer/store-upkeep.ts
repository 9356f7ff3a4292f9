import { systemClock } from "../runtime/system-clock.js";
import type { CollectorStore } from "../store/collector-store.js";

/** After this many records the statistics of the database's tables are out of date. */
const RECORDS_BETWEEN_LOOKS = 20_000;
const DAY_MS = 86_400_000;

/** Keeps a store fast, and one that is written to free of old traces: a server that only reads deletes nothing. */
export class StoreUpkeep {
  readonly #store: CollectorStore;
  readonly #retentionDays: number;
  #cancelDaily: (() => void) | undefined;
  #recordsSince = 0;
  #underWay: Promise<unknown>;

  /** @param retentionDays - 0: nothing is too old */
  constructor(store: CollectorStore, retentionDays: number) {
    this.#store = store;
    this.#retentionDays = retentionDays;
    this.#underWay = Promise.resolve();
    this.#next(async () => {
      if (!(await store.hasStatistics())) await store.refreshStatistics();
    });
  }

  wrote(records: number): void {
    this.#cancelDaily ??= this.#pruneDaily();
    this.#recordsSince += records;
    if (this.#recordsSince < RECORDS_BETWEEN_LOOKS) return;
    this.#recordsSince = 0;
    this.#next(() => this.#store.refreshStatistics());
  }

  /** Waits for work in progress. */
  async close(): Promise<void> {
    this.#cancelDaily?.();
    await this.#underWay;
  }

  #pruneDaily(): () => void {
    if (this.#retentionDays === 0) return () => undefined;
    const prune = () => {
      this.#next(async () => {
        await this.#store.deleteOlderThan(this.#retentionDays, { wholeDays: true });
      });
    };
    prune();
    return systemClock.every(DAY_MS, prune);
  }

  /** A failing store is reported by whoever has called it. */
  #next(work: () => Promise<void>): void {
    this.#underWay = this.#underWay.then(work).catch(() => undefined);
  }
}
