import { systemClock } from "../runtime/system-clock.js";
import type { CollectorStore } from "../store/collector-store.js";

/** After this many records the statistics of the database's tables are out of date. */
const RECORDS_BETWEEN_LOOKS = 20_000;
const DAY_MS = 86_400_000;

/** To free room keeps all others waiting, so it is done when nobody has written for so long. */
const QUIET_MS = 5_000;

/** Keeps a store quick and small, and one that is written to free of what is too old: who only looks deletes nothing. */
export class StoreUpkeep {
  readonly #store: CollectorStore;
  readonly #retentionDays: number;
  #cancelDaily: (() => void) | undefined;
  #cancelFree: (() => void) | undefined;
  #recordsSince = 0;
  #isRoomToFree = false;
  readonly #quietMs: number;
  #underWay: Promise<unknown>;

  /** @param retentionDays - 0: nothing is too old */
  constructor(store: CollectorStore, retentionDays: number, quietMs = QUIET_MS) {
    this.#store = store;
    this.#quietMs = quietMs;
    this.#retentionDays = retentionDays;
    this.#underWay = Promise.resolve();
    this.#next(async () => {
      if (!(await store.hasStatistics())) await store.refreshStatistics();
    });
  }

  wrote(records: number): void {
    this.#cancelDaily ??= this.#pruneDaily();
    this.#recordsSince += records;
    if (this.#recordsSince >= RECORDS_BETWEEN_LOOKS) {
      this.#recordsSince = 0;
      this.#next(() => this.#store.refreshStatistics());
      // Records that come again leave room behind.
      this.#isRoomToFree = true;
    }
    this.#freeWhenQuiet();
  }

  deleted(): void {
    this.#isRoomToFree = true;
    this.#freeWhenQuiet();
  }

  /** Waits for work in progress. */
  async close(): Promise<void> {
    this.#cancelDaily?.();
    this.#cancelFree?.();
    await this.#underWay;
  }

  #pruneDaily(): () => void {
    if (this.#retentionDays === 0) return () => undefined;
    const prune = () => {
      this.#next(async () => {
        const { traces, spans } = await this.#store.deleteOlderThan(this.#retentionDays, { wholeDays: true });
        if (traces + spans > 0) this.deleted();
      });
    };
    prune();
    return systemClock.every(DAY_MS, prune);
  }

  #freeWhenQuiet(): void {
    if (!this.#isRoomToFree) return;
    this.#cancelFree?.();
    this.#cancelFree = systemClock.after(this.#quietMs, () => {
      this.#isRoomToFree = false;
      this.#next(() => this.#store.freeSpace());
    });
  }

  /** A store that fails is told by who has asked it for something. */
  #next(work: () => Promise<void>): void {
    this.#underWay = this.#underWay.then(work).catch(() => undefined);
  }
}
