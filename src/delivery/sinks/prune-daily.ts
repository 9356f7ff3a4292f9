import type { RecordStore } from "../../records/record-store.js";
import { systemClock } from "../../runtime/system-clock.js";

const DAY_MS = 86_400_000;

/**
 * Deletes what is too old, now and once a day; whole days if they can be dropped. Returns a function that stops this.
 */
export function pruneDaily(store: RecordStore, days: number): () => void {
  if (days === 0) return () => undefined;
  const prune = () => {
    // A store that fails is reported where records are written to it.
    store.deleteOlderThan(days, { background: true, wholeDays: true }).catch(() => undefined);
  };
  prune();
  return systemClock.every(DAY_MS, prune);
}
