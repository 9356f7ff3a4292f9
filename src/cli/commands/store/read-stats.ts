import type { RunGroup, TimeWindow, TraceStore } from "../../../store/index.js";
import { oneOf } from "./filter-flags.js";

/** What the command prints, also as JSON. */
export type Stats = Awaited<ReturnType<typeof readStats>>;

const RUN_GROUPS: readonly RunGroup[] = ["agent", "model", "name", "kind"];

/** @throws Error for a `by` that there is not */
export function runGroup(by: string): RunGroup {
  return oneOf("--by", by, RUN_GROUPS);
}

/** @throws StoreError */
export async function readStats(store: TraceStore, window: TimeWindow, by: RunGroup | undefined) {
  const group = by === undefined ? {} : { by };
  const calls = by === "agent" || by === "model" ? { by } : {};
  return {
    window,
    ...group,
    latency: await store.latencyStats({ window, ...group }),
    histogram: await store.latencyHistogram({ window, ...group }),
    errors: await store.errorStats({ window, ...group }),
    tokens: await store.tokenStats({ window, ...calls }),
    fallbacks: await store.fallbackStats({ window }),
    caches: await store.cacheStats({ window, ...calls }),
  };
}
