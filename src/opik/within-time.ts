import { systemClock } from "../runtime/system-clock.js";

/** What the work gives, where it does so in time; else this rejects, and what comes later is nobody's. */
export async function withinTime<Result>(timeoutMs: number, work: () => Promise<Result>): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const fail = () => {
      reject(new Error(`Opik gave no answer within ${timeoutMs} ms`));
    };
    const cancelLimit = systemClock.after(timeoutMs, fail, { keepsProcess: true });
    work().then(resolve, reject).finally(cancelLimit);
  });
}
