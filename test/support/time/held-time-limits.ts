import { onTestFinished, vi } from "vitest";

/** To be given to a model as its `timeout`. */
export const HELD_LIMIT_MS = 77_000;

/** Until the test ends, a time limit of `HELD_LIMIT_MS` runs out when it is told to: the newest one. */
export function holdTimeLimits(): { runOut(): void } {
  const wait = globalThis.setTimeout;
  let newest = () => {};
  vi.stubGlobal("setTimeout", (work: (arg: unknown) => void, ms = 0, arg?: unknown) => {
    const timer = wait(work, ms, arg);
    if (ms === HELD_LIMIT_MS) {
      newest = () => {
        clearTimeout(timer);
        work(arg);
      };
    }
    return timer;
  });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  return {
    runOut: () => {
      newest();
    },
  };
}
