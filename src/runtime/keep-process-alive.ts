import { systemClock } from "./system-clock.js";

const LONG_MS = 2_000_000_000;

/**
 * Keeps the process alive while `work` runs. The connections of a delivery, and those of a database and its thread, are
 * unref'd, so that a silent server keeps only those programs alive that are waiting for it.
 */
export async function keepProcessAlive<T>(work: () => Promise<T>): Promise<T> {
  const release = systemClock.after(LONG_MS, () => undefined, { keepsProcess: true });
  try {
    return await work();
  } finally {
    release();
  }
}
