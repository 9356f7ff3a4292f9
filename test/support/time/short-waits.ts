import { onTestFinished, vi } from "vitest";

const SHORTEST_MS = 1_000;
const LONGEST_MS = 5_000;
const FACTOR = 100;

/**
 * Until the test ends, every wait of one to five seconds takes a hundredth of it: LangChain waits so long before it
 * tries again, and cannot be told otherwise.
 */
export function shortenWaits(): void {
  const wait = globalThis.setTimeout;
  vi.stubGlobal("setTimeout", (work: (arg: unknown) => void, ms = 0, arg?: unknown) =>
    wait(work, ms >= SHORTEST_MS && ms < LONGEST_MS ? ms / FACTOR : ms, arg),
  );
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
}
