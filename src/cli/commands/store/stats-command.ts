import type { CommandResult } from "../../command-result.js";
import { readStats, runGroup } from "./read-stats.js";
import { statsLines } from "./stats-lines.js";
import { type TimeFlags, windowOf } from "./time-flags.js";
import { type StoreFlags, withStore } from "./with-store.js";

export interface StatsFlags extends StoreFlags, TimeFlags {
  readonly by?: string | undefined;
  /** The width of the terminal. */
  readonly width: number;
}

const DEFAULT_WINDOW = "24h";

/** `langchain-opik stats`: latencies, errors, tokens and costs, fallbacks and caches of a time window. */
export async function statsCommand(flags: StatsFlags): Promise<CommandResult> {
  const window = windowOf(flags, Date.now()) ?? DEFAULT_WINDOW;
  const by = flags.by === undefined ? undefined : runGroup(flags.by);
  return withStore(flags, async ({ store }) => {
    const stats = await readStats(store, window, by);
    return { exitCode: 0, lines: statsLines(stats, flags.width), isLong: true, json: stats };
  });
}
