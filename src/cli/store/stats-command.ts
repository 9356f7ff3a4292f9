import type { CommandResult } from "../command-result.js";
import { readStats } from "./read-stats.js";
import { statsLines } from "./stats-lines.js";
import { type StoreFlags, withStore } from "./store-place.js";

export interface StatsFlags extends StoreFlags {
  /** Such as `24h`. */
  readonly window: string;
  readonly by?: string | undefined;
}

/** `langchain-opik stats`: latencies, errors, tokens and costs, fallbacks and caches of a window. */
export function statsCommand({ window, by, ...flags }: StatsFlags): Promise<CommandResult> {
  return withStore(flags, async ({ store }) => {
    const stats = await readStats(store, window, by);
    return { exitCode: 0, lines: statsLines(stats), json: stats };
  });
}
