import type { FlushOptions } from "../../records/record-sink.js";

/** A timer takes any more for nothing, and warns. */
const LONGEST_MS = 2_147_483_647;

/** How long a flush waits: as its caller says, without end too, or `ownMs` where that is no time. */
export function flushTimeMs(options: FlushOptions | undefined, ownMs: number): number {
  try {
    const timeMs = Math.min(options?.timeoutMs ?? ownMs, LONGEST_MS);
    return Number.isNaN(timeMs) ? ownMs : timeMs;
  } catch {
    // JavaScript callers are not held to the types: neither is a symbol a time, nor an object that can't be read.
    return ownMs;
  }
}
