import { setImmediate } from "node:timers/promises";
import { onTestFinished, vi } from "vitest";
import { Arrivals } from "../opik-server/arrivals.js";

const SHORTEST_MS = 1_000;
const LONGEST_MS = 5_000;
const FACTOR = 100;

export interface ShortWaits {
  /** Resolves when none of these waits is left, and what followed the last of them has gone on as far as it can. */
  untilOver(): Promise<void>;
}

/**
 * Until the test ends, every wait of one to five seconds takes a hundredth of it: LangChain waits so long before it
 * tries again, and cannot be told otherwise.
 */
export function shortenWaits(): ShortWaits {
  const { setTimeout: wait, clearTimeout: cancel } = globalThis;
  const left = new Set<unknown>();
  const ends = new Arrivals();
  const over = (timer: unknown) => {
    if (left.delete(timer)) ends.happened();
  };
  vi.stubGlobal("setTimeout", (work: (arg: unknown) => void, ms = 0, arg?: unknown) => {
    if (ms < SHORTEST_MS || ms >= LONGEST_MS) return wait(work, ms, arg);
    const timer = wait(() => {
      over(timer);
      work(arg);
    }, ms / FACTOR);
    left.add(timer);
    return timer;
  });
  vi.stubGlobal("clearTimeout", (timer: NodeJS.Timeout | number | string | undefined) => {
    over(timer);
    cancel(timer);
  });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  return {
    async untilOver() {
      do {
        await ends.until(() => left.size === 0);
        await setImmediate();
      } while (left.size > 0);
    },
  };
}
