import type { CollectorStore } from "../../store/collector-store.js";
import type { FeedbackScore } from "../../store/opik/find-scores.js";
import type { SpanRecordSearch } from "../../store/opik/search-records.js";
import { type Answer, json, NO_CONTENT } from "../http/answer.js";
import { Refusal } from "../http/refusal.js";
import { type Route, route } from "../http/routes.js";
import { Fields, objectOf, refuseWrong } from "./fields.js";
import { checkedId } from "./opik-ids.js";
import type { RecordDesk } from "./record-desk.js";
import { listOf, searchOf } from "./search-request.js";
import type { WrittenKind } from "./wire-records.js";
import { wirePage, wireSpan, wireTrace } from "./wire-shapes.js";

const MAX_IDS = 1_000;

/** Reads and deletes traces and spans. */
export function readingRoutes(store: CollectorStore, desk: RecordDesk): readonly Route[] {
  return [
    ...(["trace", "span"] as const).flatMap((kind) => readingOf(kind, store)),
    route("POST", "/v1/private/traces/delete", async (call) => {
      await desk.deleteTraces(idsIn(await call.json()));
      return NO_CONTENT;
    }),
    route("DELETE", "/v1/private/traces/:id", async ({ part }) => {
      await desk.deleteTraces([checkedId(part("id"), "trace")]);
      return NO_CONTENT;
    }),
    // Opik's server has this path, but deletes spans only with their traces.
    route("DELETE", "/v1/private/spans/:id", () => {
      throw new Refusal(501, "spans are deleted with their trace");
    }),
  ];
}

function readingOf(kind: WrittenKind, store: CollectorStore): readonly Route[] {
  const path = `/v1/private/${kind}s`;
  return [
    route("POST", `${path}/search`, async (call) =>
      lines(await wireRecords(kind, store, searchOf(objectOf(await call.json())))),
    ),
    route("GET", path, async ({ query }) => {
      const { page, search } = listOf(query);
      return json(wirePage(page, await wireRecords(kind, store, search), await store.countFound(kind, search)));
    }),
    route("GET", `${path}/:id`, async ({ part }) => {
      const id = checkedId(part("id"), kind);
      const [found] = await wireRecords(kind, store, {
        ids: [id],
        limit: 1,
      });
      if (found === undefined) throw new Refusal(404, `${kind === "trace" ? "Trace" : "Span"} not found`);
      return json(found);
    }),
  ];
}

async function wireRecords(
  kind: WrittenKind,
  store: CollectorStore,
  search: SpanRecordSearch,
): Promise<readonly object[]> {
  if (kind === "trace") {
    const found = await store.searchTraces(search);
    const scores = await scoresOf(store, kind, found);
    return found.map((one) => wireTrace(one, scores.get(one.record.id) ?? []));
  }
  const found = await store.searchSpans(search);
  const scores = await scoresOf(store, kind, found);
  return found.map((one) => wireSpan(one, scores.get(one.record.id) ?? []));
}

type ScoresById = ReadonlyMap<string, readonly FeedbackScore[]>;

async function scoresOf(
  store: CollectorStore,
  kind: WrittenKind,
  found: readonly { readonly record: { readonly id: string } }[],
): Promise<ScoresById> {
  const scores = await store.findScores(
    kind,
    found.map(({ record }) => record.id),
  );
  const byId = new Map<string, FeedbackScore[]>();
  for (const score of scores) byId.set(score.entityId, [...(byId.get(score.entityId) ?? []), score]);
  return byId;
}

/** Opik streams its results, one JSON text per line. */
export function lines(items: readonly object[]): Answer {
  const content = items.map((item) => `${JSON.stringify(item)}\n`).join("");
  return { kind: "content", status: 200, type: "application/octet-stream", content };
}

/** @throws Refusal 400, 422 */
function idsIn(body: unknown): readonly string[] {
  const wrong: string[] = [];
  const fields = new Fields(objectOf(body), "", wrong);
  const ids = fields.texts("ids") ?? [];
  if (ids.length < 1 || ids.length > MAX_IDS) fields.note("ids", `size must be between 1 and ${MAX_IDS}`);
  refuseWrong(wrong);
  return ids.map((id) => checkedId(id, "trace"));
}
