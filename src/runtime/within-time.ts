import type { CancelTimer } from "./global-time.js";
import { systemClock } from "./system-clock.js";

/** What the work gives, where it does so in time; else this rejects, and what comes later is nobody's. */
export async function withinTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let cancelLimit: CancelTimer | undefined;
  const late = new Promise<never>((_, reject) => {
    const fail = () => {
      reject(new Error("no answer in time"));
    };
    cancelLimit = systemClock.after(timeoutMs, fail, { keepsProcess: true });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancelLimit?.();
  }
}
