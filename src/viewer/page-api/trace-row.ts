import type { CollectorStore } from "../../store/collector-store.js";
import type { TraceSpan } from "../../store/read/trace-spans.js";
import type { TraceRow } from "./page-data.js";

/** Inputs that take more are not in the list: a page of them would be too large for a browser. */
export const MAX_LISTED_INPUT = { maxBytes: 16_384 };

/** The line of one trace in a list. Where only spans of the trace have come, it is made from those. */
export async function traceRow(
  store: CollectorStore,
  id: string,
  spans: readonly TraceSpan[],
): Promise<TraceRow | undefined> {
  const { items } = await store.findTraces({ ids: [id], limit: 1, withInput: MAX_LISTED_INPUT, withCost: true });
  return items[0] ?? rowOfSpans(id, spans);
}

function rowOfSpans(id: string, spans: readonly TraceSpan[]): TraceRow | undefined {
  const [first] = spans;
  if (first === undefined) return undefined;
  const priced = spans.filter(({ cost }) => cost !== undefined);
  return {
    id,
    name: "",
    status: "open",
    startTime: first.startTime,
    tags: [],
    ...(first.project !== undefined && { project: first.project }),
    ...(priced.length > 0 && {
      cost: priced.reduce((sum, { cost = 0 }) => sum + cost, 0),
      costEstimated: priced.some(({ costEstimated }) => costEstimated === true),
    }),
  };
}
