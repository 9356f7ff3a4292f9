import { setImmediate } from "node:timers/promises";
import type { ManualClock } from "./manual-clock.js";

/** Lets a manual clock run, with room for requests and files in between, until the condition holds. */
export async function letTimePass(clock: ManualClock, isMet: () => boolean, stepMs = 50): Promise<void> {
  while (!isMet()) {
    clock.advance(stepMs);
    await setImmediate();
  }
}
