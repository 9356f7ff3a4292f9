import { safeMessage } from "../logging/safe-text.js";
import { warnOnce } from "../logging/warn-once.js";
import type { FlushResult } from "../records/record-sink.js";

/** Runs our part of a callback so that no fault of ours reaches the host's program: it is told once, by its place. */
export function guarded(place: string, work: () => void): void {
  try {
    work();
  } catch (fault) {
    tellFault(place, `a ${place} could not be recorded`, fault);
  }
}

/** The same for what the program waits for: it never rejects. */
export async function guardedFlush(work: () => Promise<FlushResult>): Promise<FlushResult> {
  try {
    return await work();
  } catch (fault) {
    tellFault("flush", "a flush failed", fault);
    return { delivered: 0, spooled: 0, waiting: 0, dropped: {} };
  }
}

function tellFault(place: string, what: string, fault: unknown): void {
  warnOnce(`fault:${place}`, `${what} (${safeMessage(fault)}). The program goes on; please report this.`);
}
