import { kindOf } from "../../records/span-kind.js";
import type { CollectorStore } from "../../store/collector-store.js";
import { type Answer, json } from "../http/answer.js";
import { Refusal } from "../http/refusal.js";
import { type Call, type Route, route } from "../http/routes.js";
import type { SpanDetail, SpanMatches, Thread } from "./page-data.js";
import { scoreOf } from "./score.js";

/** The contents of one trace, and conversations. */
export function spanRoutes(store: CollectorStore): readonly Route[] {
  return [
    route("GET", "/traces/:traceId/spans/:id", (call) => showSpan(store, call)),
    route("GET", "/traces/:traceId/search", (call) => searchSpans(store, call)),
    route("GET", "/threads/:id", (call) => showThread(store, call)),
  ];
}

async function showSpan(store: CollectorStore, { part }: Call): Promise<Answer> {
  const [kept] = await store.readSpanRecords([part("id")]);
  if (kept === undefined || kept.record.trace_id !== part("traceId").toLowerCase()) {
    throw new Refusal(404, "this span is unknown");
  }
  const { record: span } = kept;
  const previousCall = span.type === "llm" ? await store.findPreviousCall(span.id) : undefined;
  return json({
    span,
    kind: kindOf(span.type, span.metadata?.["opik.kind"]),
    ...(previousCall && { previousCall }),
    scores: (await store.findScores("span", [span.id])).map(scoreOf),
  } satisfies SpanDetail);
}

async function searchSpans(store: CollectorStore, { part, query }: Call): Promise<Answer> {
  const text = query.get("text") ?? "";
  const spanIds = text === "" ? [] : await store.findSpansWithText(part("traceId"), text);
  return json({ spanIds } satisfies SpanMatches);
}

/** Nobody reads more turns than this. */
const MAX_TURNS = 1_000;

async function showThread(store: CollectorStore, { part, query }: Call): Promise<Answer> {
  const project = query.get("project");
  const { items } = await store.findTraces({
    ...{ thread: part("id"), limit: MAX_TURNS, withInput: true, withOutput: true, withCost: true },
    ...(project !== null && { project }),
  });
  if (items.length === 0) throw new Refusal(404, "this thread is unknown");
  return json({ id: part("id"), turns: items.toReversed() } satisfies Thread);
}
