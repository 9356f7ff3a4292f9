import { isoTime, nowMicros } from "../../records/clock.js";
import type { JsonObject } from "../../records/json/json-object.js";
import type { CollectorStore } from "../../store/collector-store.js";
import type { FeedbackScore, ScoredEntity } from "../../store/opik/find-scores.js";
import { json, NO_CONTENT } from "../http/answer.js";
import { type Route, route } from "../http/routes.js";
import { Fields, itemsOf, objectOf, refuseWrong } from "./fields.js";
import { checkedId } from "./opik-ids.js";
import { present } from "./present.js";
import type { RecordDesk } from "./record-desk.js";

const MAX_SCORES = 1_000;
const SOURCES = ["ui", "sdk", "online_scoring"] as const;

/** Feedback scores of traces, spans and threads. */
export function scoreRoutes(store: CollectorStore, desk: RecordDesk): readonly Route[] {
  return [
    ...(["trace", "span"] as const).flatMap((kind) => scoresOf(kind, store, desk)),
    route("PUT", "/v1/private/traces/threads/feedback-scores", async (call) => {
      await store.writeScores(scoresIn("thread", await call.json()));
      return NO_CONTENT;
    }),
    route("POST", "/v1/private/traces/threads/feedback-scores/delete", async (call) => {
      const wrong: string[] = [];
      const fields = new Fields(objectOf(await call.json()), "", wrong);
      const [thread, names] = [fields.neededText("thread_id"), fields.texts("names") ?? []];
      refuseWrong(wrong);
      await store.deleteScores("thread", thread, names);
      return NO_CONTENT;
    }),
  ];
}

function scoresOf(kind: "trace" | "span", store: CollectorStore, desk: RecordDesk): readonly Route[] {
  const path = `/v1/private/${kind}s`;
  return [
    route("PUT", `${path}/feedback-scores`, async (call) => {
      await desk.score(scoresIn(kind, await call.json()));
      return NO_CONTENT;
    }),
    route("GET", `${path}/feedback-scores/names`, async () => {
      const names = await store.listScoreNames(kind);
      return json({ scores: names.map((name) => ({ name })) });
    }),
    route("PUT", `${path}/:id/feedback-scores`, async (call) => {
      const wrong: string[] = [];
      const id = checkedId(call.part("id"), kind);
      const score = scoreIn(kind, id, new Fields(objectOf(await call.json()), "", wrong));
      refuseWrong(wrong);
      await desk.score([score]);
      return NO_CONTENT;
    }),
    route("POST", `${path}/:id/feedback-scores/delete`, async (call) => {
      const wrong: string[] = [];
      const name = new Fields(objectOf(await call.json()), "", wrong).neededText("name");
      refuseWrong(wrong);
      await store.deleteScores(kind, checkedId(call.part("id"), kind), [name]);
      return NO_CONTENT;
    }),
  ];
}

/** @throws Refusal 400, 422 */
function scoresIn(entityType: ScoredEntity, body: unknown): readonly FeedbackScore[] {
  const wrong: string[] = [];
  const scores = itemsOf(body, "scores", MAX_SCORES).map((item: JsonObject, index) => {
    const fields = new Fields(item, `scores[${index}].`, wrong);
    const id = fields.neededText(entityType === "thread" ? "thread_id" : "id");
    return scoreIn(entityType, entityType === "thread" || id === "" ? id : checkedId(id, entityType), fields);
  });
  refuseWrong(wrong);
  return scores;
}

function scoreIn(entityType: ScoredEntity, entityId: string, fields: Fields): FeedbackScore {
  const value = fields.number("value");
  const source = fields.oneOf("source", SOURCES);
  if (value === undefined) fields.note("value", "must not be null");
  if (source === undefined) fields.note("source", "must not be null");
  return {
    ...{ entityType, entityId, name: fields.neededText("name"), value: value ?? 0, scoredAt: isoTime(nowMicros()) },
    ...present({
      reason: fields.text("reason"),
      category: fields.text("category_name"),
      source,
      project: fields.text("project_name"),
    }),
  };
}
