import { microsOfIso } from "../../records/iso-time.js";
import { asJsonObject, asText, type JsonObject } from "../../records/json/json-object.js";
import { systemClock } from "../../runtime/system-clock.js";
import type { CollectorStore } from "../../store/collector-store.js";
import type { FeedbackScore } from "../../store/opik/find-scores.js";
import type { ThreadSummary } from "../../store/opik/find-threads.js";
import { type Answer, json, NO_CONTENT } from "../http/answer.js";
import { Refusal } from "../http/refusal.js";
import { type Call, type Route, route } from "../http/routes.js";
import { Fields, objectOf, refuseWrong } from "./fields.js";
import { derivedId, projectId } from "./opik-ids.js";
import { present } from "./present.js";
import { lines } from "./reading-routes.js";
import type { RecordDesk } from "./record-desk.js";
import { pageIn } from "./search-request.js";
import { changedTags, updatedAlike } from "./wire-records.js";
import { projectOf, wirePage, wireScore } from "./wire-shapes.js";

/** A thread without a new turn for this long is inactive. */
const ACTIVE_MS = 15 * 60_000;
const MAX_THREADS = 2_000;
const PATH = "/v1/private/traces/threads";

/** Conversations, whose turns are traces. */
export function threadRoutes(store: CollectorStore, desk: RecordDesk): readonly Route[] {
  return [
    route("PUT", `${PATH}/open`, (call) => setStatus(store, "active", call)),
    route("PUT", `${PATH}/close`, (call) => setStatus(store, "inactive", call)),
    route("PATCH", `${PATH}/batch`, (call) => tagThreads(store, call)),
    route("POST", `${PATH}/retrieve`, async (call) => {
      const { project, ids } = await threadsIn(call);
      const [thread] = await store.findThreads({ ...present({ project, threadId: ids[0] }), limit: 1 });
      if (thread === undefined) throw new Refusal(404, "Trace thread not found");
      return json((await wireThreads(store, [thread]))[0]);
    }),
    route("POST", `${PATH}/delete`, async (call) => {
      const { project, ids } = await threadsIn(call);
      for (const id of ids) await desk.deleteThread(id, project);
      return NO_CONTENT;
    }),
    route("POST", `${PATH}/search`, async (call) => {
      const fields = new Fields(objectOf(await call.json()), "", []);
      const limit = Math.min(fields.number("limit") ?? MAX_THREADS, MAX_THREADS);
      // A request to continue the stream after a thread gets nothing more: all threads fit in one response.
      if (fields.text("last_retrieved_thread_model_id") !== undefined) return lines([]);
      const threads = await store.findThreads({ ...present({ project: fields.text("project_name") }), limit });
      return lines(await wireThreads(store, threads));
    }),
    route("GET", PATH, async ({ query }) => {
      const { page, size } = pageIn(query);
      const project = query.get("project_name") ?? undefined;
      const threads = await store.findThreads({ ...present({ project }), limit: MAX_THREADS });
      const shown = threads.slice((page - 1) * size, page * size);
      return json(wirePage(page, await wireThreads(store, shown), threads.length));
    }),
  ];
}

interface NamedThreads {
  readonly project: string | undefined;
  readonly ids: readonly string[];
}

/** @throws Refusal 400, 422 */
async function threadsIn(call: Call): Promise<NamedThreads> {
  const wrong: string[] = [];
  const fields = new Fields(objectOf(await call.json()), "", wrong);
  const one = fields.text("thread_id");
  const ids = [...(one === undefined ? [] : [one]), ...(fields.texts("thread_ids") ?? [])];
  if (ids.length === 0 || ids.includes("")) fields.note("thread_id", "must not be blank");
  refuseWrong(wrong);
  return { project: fields.text("project_name"), ids };
}

async function setStatus(store: CollectorStore, status: "active" | "inactive", call: Call): Promise<Answer> {
  const { project, ids } = await threadsIn(call);
  for (const id of ids) await keepOfThread(store, threadModelId(project, id), { status });
  return NO_CONTENT;
}

/** @throws Refusal 400, 422 */
async function tagThreads(store: CollectorStore, call: Call): Promise<Answer> {
  const body = objectOf(await call.json());
  const ids = new Fields(body, "", []).texts("ids") ?? [];
  if (ids.length === 0) throw new Refusal(422, "ids must not be empty");
  const update = updatedAlike("trace", asJsonObject(body["update"]));
  for (const id of ids) {
    const { tags } = await keptOfThread(store, id);
    const known = Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
    await keepOfThread(store, id, { tags: changedTags(known, update, body["merge_tags"] === true) });
  }
  return NO_CONTENT;
}

function threadModelId(project: string | undefined, thread: string): string {
  return derivedId(["thread", projectOf(project).toLowerCase(), thread]);
}

async function keptOfThread(store: CollectorStore, id: string): Promise<JsonObject> {
  const [kept] = await store.findOpikObjects({ kind: "thread", ids: [id], limit: 1 });
  return kept?.body ?? {};
}

async function keepOfThread(store: CollectorStore, id: string, fields: JsonObject): Promise<void> {
  const body = { ...(await keptOfThread(store, id)), ...fields };
  await store.writeOpikObjects([{ kind: "thread", id, body }]);
}

async function wireThreads(store: CollectorStore, threads: readonly ThreadSummary[]): Promise<readonly object[]> {
  const modelId = (thread: ThreadSummary) => threadModelId(thread.project, thread.id);
  const ids = threads.map(modelId);
  const kept = await store.findOpikObjects({ kind: "thread", ids, limit: MAX_THREADS });
  const bodies = new Map(kept.map(({ id, body }) => [id, body]));
  const scores = await store.findScores(
    "thread",
    threads.map(({ id }) => id),
  );
  return threads.map((thread) =>
    wireThread(
      thread,
      bodies.get(modelId(thread)) ?? {},
      scores.filter(({ entityId }) => entityId === thread.id),
    ),
  );
}

function wireThread(thread: ThreadSummary, kept: JsonObject, scores: readonly FeedbackScore[]) {
  const { id, project, turns, startTime, endTime, firstInput, lastOutput, cost } = thread;
  const endMs = (microsOfIso(endTime) ?? 0) / 1000;
  const isActive = systemClock.wallTimeMs() - endMs < ACTIVE_MS;
  return {
    id,
    project_id: projectId(projectOf(project)),
    thread_model_id: threadModelId(project, id),
    start_time: startTime,
    end_time: endTime,
    duration: endMs - (microsOfIso(startTime) ?? 0) / 1000,
    status: asText(kept["status"]) ?? (isActive ? "active" : "inactive"),
    // One input and one output each.
    number_of_messages: turns * 2,
    ...present({ first_message: firstInput, last_message: lastOutput, total_estimated_cost: cost, tags: kept["tags"] }),
    ...(scores.length > 0 && { feedback_scores: scores.map(wireScore) }),
  };
}
