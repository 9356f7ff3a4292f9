import type { CancelTimer } from "./global-time.js";
import { systemClock } from "./system-clock.js";

/** Resolves like `work`, or rejects after `timeoutMs`; a later result is ignored. */
export async function withinTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let cancelLimit: CancelTimer | undefined;
  const late = new Promise<never>((_, reject) => {
    const fail = () => {
      reject(new Error(`no answer within ${timeoutMs} ms`));
    };
    cancelLimit = systemClock.after(timeoutMs, fail, { keepsProcess: true });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancelLimit?.();
  }
}
