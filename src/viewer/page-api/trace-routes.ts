import type { CollectorStore } from "../../store/collector-store.js";
import { type Answer, json } from "../http/answer.js";
import { Refusal } from "../http/refusal.js";
import { type Call, type Route, route } from "../http/routes.js";
import type { TraceDetail, TraceList } from "./page-data.js";
import { scoreOf } from "./score.js";
import { traceFilter, traceSort } from "./trace-filter.js";
import { MAX_LISTED_INPUT, traceRow } from "./trace-row.js";

/** The list of traces, and one of them. */
export function traceRoutes(store: CollectorStore): readonly Route[] {
  return [
    route("GET", "/traces", (call) => listTraces(store, call)),
    route("GET", "/traces/:id", (call) => showTrace(store, call.part("id").toLowerCase())),
  ];
}

/** So much that what was found is seen while the rest is looked for, and that others are answered meanwhile. */
const SEARCH_EFFORT = { rows: 1_000, timeMs: 200 };

async function listTraces(store: CollectorStore, { query }: Call): Promise<Answer> {
  const filter = traceFilter(query);
  const sort = traceSort(query);
  if (filter === undefined) return json({ traces: [] } satisfies TraceList);
  const wanted = { ...filter, ...(sort && { sort }), withInput: MAX_LISTED_INPUT, withCost: true };
  const { items, ...where } = await store.findTracesWithin(wanted, SEARCH_EFFORT);
  return json({ traces: items, ...where } satisfies TraceList);
}

async function showTrace(store: CollectorStore, id: string): Promise<Answer> {
  const [kept] = await store.readTraceRecords([id]);
  const spans = await store.findTraceSpans(id);
  const row = await traceRow(store, id, spans);
  if (row === undefined) throw new Refusal(404, "this trace is unknown");
  return json({
    row,
    ...(kept && { trace: kept.record }),
    spans,
    attachments: await store.findAttachments([id]),
    scores: (await store.findTraceScores(id)).map(scoreOf),
  } satisfies TraceDetail);
}
