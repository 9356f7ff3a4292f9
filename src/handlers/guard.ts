import { safeMessage } from "../logging/safe-text.js";
import { warnOnce } from "../logging/warn-once.js";
import { withCallbackWork } from "../records/json/write-work.js";
import type { FlushResult } from "../records/record-sink.js";

/**
 * Runs `work` and swallows its errors; the first error of each `activity` is logged. The work is bounded in all: the
 * program waits for it.
 */
export function guarded(activity: string, work: () => void): void {
  try {
    withCallbackWork(work);
  } catch (fault) {
    warnOfFault(activity, `a ${activity} could not be recorded`, fault);
  }
}

/** The same for work that the program waits for: it never rejects. */
export async function guardedFlush(work: () => Promise<FlushResult>): Promise<FlushResult> {
  try {
    return await work();
  } catch (fault) {
    warnOfFault("flush", "a flush failed", fault);
    return { delivered: 0, spooled: 0, waiting: 0, dropped: {} };
  }
}

function warnOfFault(activity: string, what: string, fault: unknown): void {
  warnOnce(`fault:${activity}`, `${what} (${safeMessage(fault)}). Your program is not affected; please report this.`);
}
