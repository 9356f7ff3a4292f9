import type { ErrorStats, RunGroup, TimeWindow, TraceStore } from "../../../store/index.js";
import { oneOf } from "./filter-flags.js";

/** What the command prints, also as JSON. */
export type Stats = Awaited<ReturnType<typeof readGroups>> & {
  /** Why the groups differ from those that were asked for. */
  readonly notice?: string;
};

const RUN_GROUPS: readonly RunGroup[] = ["agent", "model", "name", "kind", "trace"];

const NO_AGENTS =
  "No run names its agent, so these are the traces by name: that of the graph or of the root run. Name agents with createAgent({ name }), the metadata agent_name of a run, or the option agentName.";

/** @throws UsageError for a `by` that does not exist */
export function runGroup(by: string): RunGroup {
  return oneOf("--by", by, RUN_GROUPS);
}

/** @throws StoreError */
export async function readStats(store: TraceStore, window: TimeWindow, by: RunGroup | undefined): Promise<Stats> {
  const errors = await store.errorStats({ window, ...(by !== undefined && { by }) });
  if (by === "agent" && errors.rates.length === 0) {
    const traces = await readGroups(store, window, "trace", await store.errorStats({ window, by: "trace" }));
    return { ...traces, notice: NO_AGENTS };
  }
  return readGroups(store, window, by, errors);
}

async function readGroups(store: TraceStore, window: TimeWindow, by: RunGroup | undefined, errors: ErrorStats) {
  const group = by === undefined ? {} : { by };
  const calls = by === "agent" || by === "model" ? { by } : {};
  return {
    window,
    ...group,
    latency: await store.latencyStats({ window, ...group }),
    histogram: await store.latencyHistogram({ window, ...group }),
    errors,
    tokens: await store.tokenStats({ window, ...calls }),
    fallbacks: await store.fallbackStats({ window }),
    caches: await store.cacheStats({ window, ...calls }),
  };
}
