import type { SpanLine } from "../../page-api/page-data.js";

// With fewer there is no telling what is usual.
const LEAST_CALLS = 3;
const LEAST_TIMES = 5;

/** Calls that cost many times what the others of their trace usually do, by their ids: how many times, rounded. */
export function dearCalls(spans: readonly SpanLine[]): ReadonlyMap<string, number> {
  const costs = spans.flatMap(({ id, kind, cost }) => (kind === "llm" && cost !== undefined ? [{ id, cost }] : []));
  if (costs.length < LEAST_CALLS) return new Map();
  costs.sort((a, b) => a.cost - b.cost);
  // Of two in the middle the lower one, so that of four calls two may be dear.
  const usual = costs[Math.floor((costs.length - 1) / 2)]?.cost ?? 0;
  if (usual === 0) return new Map();
  return new Map(
    costs.filter(({ cost }) => cost >= usual * LEAST_TIMES).map(({ id, cost }) => [id, Math.round(cost / usual)]),
  );
}
