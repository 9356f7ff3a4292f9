import { systemClock } from "./system-clock.js";

const LONG_MS = 2_000_000_000;

/**
 * Keeps the process alive while the work is under way. The connections of a delivery or a database and its thread never
 * do, so that a server that does not answer holds only programs that wait for it.
 */
export async function holdingProcess<T>(work: () => Promise<T>): Promise<T> {
  const letGo = systemClock.after(LONG_MS, () => undefined, { keepsProcess: true });
  try {
    return await work();
  } finally {
    letGo();
  }
}
