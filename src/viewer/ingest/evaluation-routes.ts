import { isJsonObject, type JsonObject } from "../../records/json/json-object.js";
import type { CollectorStore } from "../../store/collector-store.js";
import type { KeptOpikObject, OpikObjectKind, OpikObjectSearch } from "../../store/opik/opik-objects.js";
import { type Answer, json, NO_CONTENT } from "../http/answer.js";
import { Refusal } from "../http/refusal.js";
import { type Call, type Route, route } from "../http/routes.js";
import { Fields, itemsOf, objectOf, refuseWrong } from "./fields.js";
import { checkedUuid, freshId } from "./opik-ids.js";
import { present } from "./present.js";
import { lines } from "./reading-routes.js";
import { pageIn } from "./search-request.js";
import { wirePage, wirePageOf, wireScore } from "./wire-shapes.js";

const MAX_ITEMS = 1_000;
const MAX_STREAMED = 2_000;
const DATASETS = "/v1/private/datasets";
const EXPERIMENTS = "/v1/private/experiments";

/** Data sets, and the experiments of the SDK's `evaluate`. */
export function evaluationRoutes(store: CollectorStore): readonly Route[] {
  return [...datasetRoutes(store), ...experimentRoutes(store)];
}

function datasetRoutes(store: CollectorStore): readonly Route[] {
  return [
    route("POST", `${DATASETS}/retrieve`, async (call) => {
      const { name } = await namedIn(call, "dataset_name");
      return json(wireObject(await datasetNamed(store, name)));
    }),
    route("PUT", `${DATASETS}/items`, (call) => keepItems(store, call)),
    route("POST", `${DATASETS}/items/stream`, (call) => streamItems(store, call)),
    route("POST", `${DATASETS}/items/delete`, async (call) => {
      await store.deleteOpikObjects(new Fields(objectOf(await call.json()), "", []).texts("item_ids") ?? []);
      return NO_CONTENT;
    }),
    route("POST", `${DATASETS}/delete-batch`, async (call) => {
      await store.deleteOpikObjects(new Fields(objectOf(await call.json()), "", []).texts("ids") ?? []);
      return NO_CONTENT;
    }),
    route("POST", `${DATASETS}/delete`, async (call) => {
      const { name } = await namedIn(call, "dataset_name");
      await store.deleteOpikObjects([(await datasetNamed(store, name)).id]);
      return NO_CONTENT;
    }),
    route("POST", DATASETS, (call) => keepNamed(store, "dataset", DATASETS, call)),
    route("GET", DATASETS, (call) => listNamed(store, "dataset", call)),
    // Only the current state of a data set is kept: there are no versions.
    route("GET", `${DATASETS}/:id/versions`, () => json(wirePage(1, [], 0))),
    route("POST", `${DATASETS}/:id/versions/retrieve`, () => {
      throw new Refusal(404, "Dataset version not found");
    }),
    route("POST", `${DATASETS}/:id/items/changes`, () => {
      throw new Refusal(501, "the local server of langchain-opik ui has no test suites and no versions of data sets");
    }),
    route("GET", `${DATASETS}/:id`, (call) => showObject(store, "dataset", call)),
  ];
}

function experimentRoutes(store: CollectorStore): readonly Route[] {
  return [
    route("POST", `${EXPERIMENTS}/items`, async (call) => {
      const items = itemsOf(await call.json(), "experiment_items", MAX_ITEMS);
      await store.writeOpikObjects(
        items.map((item) => {
          const fields = new Fields(item, "experiment_items.", []);
          const experiment = checkedUuid(fields.text("experiment_id") ?? "", "experiment_id");
          return { kind: "experiment_item", id: idIn(item), parentId: experiment, body: item };
        }),
      );
      return NO_CONTENT;
    }),
    route("POST", `${EXPERIMENTS}/stream`, async (call) => {
      const { name } = await namedIn(call, "name");
      const found = await store.findOpikObjects({ kind: "experiment", name, limit: MAX_STREAMED });
      return lines(found.map(wireObject));
    }),
    route("POST", `${EXPERIMENTS}/items/stream`, async (call) => {
      const { name, fields } = await namedIn(call, "experiment_name");
      const [experiment] = await store.findOpikObjects({ kind: "experiment", name, limit: 1 });
      if (experiment === undefined) throw new Refusal(404, "Experiment not found");
      return lines(
        await experimentItems(store, { kind: "experiment_item", parentId: experiment.id, ...partIn(fields) }),
      );
    }),
    route("POST", `${EXPERIMENTS}/delete`, async (call) => {
      await store.deleteOpikObjects(new Fields(objectOf(await call.json()), "", []).texts("ids") ?? []);
      return NO_CONTENT;
    }),
    route("POST", EXPERIMENTS, (call) => keepNamed(store, "experiment", EXPERIMENTS, call)),
    route("GET", EXPERIMENTS, (call) => listExperiments(store, call)),
    route("PATCH", `${EXPERIMENTS}/:id`, async (call) => {
      await updateExperiment(store, checkedUuid(call.part("id"), "id"), objectOf(await call.json()));
      return NO_CONTENT;
    }),
    route("GET", `${EXPERIMENTS}/:id`, (call) => showObject(store, "experiment", call)),
  ];
}

/** @throws Refusal 400, 422 */
async function keepNamed(store: CollectorStore, kind: OpikObjectKind, path: string, call: Call): Promise<Answer> {
  const body = objectOf(await call.json());
  const id = idIn(body);
  const fields = new Fields(body, "", []);
  // Opik makes up a name for an experiment that has none.
  const name = fields.text("name") ?? `${kind}-${id.slice(-8)}`;
  if (kind === "dataset" && (await store.findOpikObjects({ kind, name, limit: 1 })).some((known) => known.id !== id)) {
    throw new Refusal(409, "Dataset already exists");
  }
  await store.writeOpikObjects([{ kind, id, name, body: { ...body, id, name } }]);
  return { kind: "empty", status: 201, headers: { location: `${path}/${id}` } };
}

async function listNamed(store: CollectorStore, kind: OpikObjectKind, { query }: Call): Promise<Answer> {
  const all = await store.findOpikObjects({ kind, limit: MAX_STREAMED });
  const part = (query.get("name") ?? "").toLowerCase();
  const found = all.filter(({ name = "" }) => name.toLowerCase().includes(part));
  return json(wirePageOf(pageIn(query), found, wireObject));
}

/** Experiments name their data set; who asks for those of one has its id. */
async function listExperiments(store: CollectorStore, { query }: Call): Promise<Answer> {
  const id = query.get("datasetId") ?? query.get("dataset_id") ?? undefined;
  const [dataset] = id === undefined ? [] : await store.findOpikObjects({ kind: "dataset", ids: [id], limit: 1 });
  const all = await store.findOpikObjects({ kind: "experiment", limit: MAX_STREAMED });
  const part = (query.get("name") ?? "").toLowerCase();
  const found = all.filter(
    ({ name = "", body }) =>
      name.toLowerCase().includes(part) && (id === undefined || body["dataset_name"] === dataset?.name),
  );
  return json(wirePageOf(pageIn(query), found, wireObject));
}

/** @throws Refusal 400, 404 */
async function updateExperiment(store: CollectorStore, id: string, update: JsonObject): Promise<void> {
  const [known] = await store.findOpikObjects({ kind: "experiment", ids: [id], limit: 1 });
  if (known === undefined) throw new Refusal(404, "Experiment not found");
  const name = new Fields(update, "", []).text("name") ?? known.name ?? "";
  await store.writeOpikObjects([{ kind: "experiment", id, name, body: { ...known.body, ...update, id, name } }]);
}

async function showObject(store: CollectorStore, kind: OpikObjectKind, { part }: Call): Promise<Answer> {
  const [found] = await store.findOpikObjects({ kind, ids: [part("id")], limit: 1 });
  if (found === undefined) throw new Refusal(404, `${kind === "dataset" ? "Dataset" : "Experiment"} not found`);
  return json(wireObject(found));
}

/** An unknown name creates a data set, as it does in Opik. @throws Refusal 400, 404, 422 */
async function keepItems(store: CollectorStore, call: Call): Promise<Answer> {
  const body = objectOf(await call.json());
  const items = itemsOf(body, "items", MAX_ITEMS);
  const fields = new Fields(body, "", []);
  const [id, name] = [fields.text("dataset_id"), fields.text("dataset_name")];
  const dataset = id === undefined ? await datasetOrNew(store, name ?? "") : checkedUuid(id, "dataset_id");
  await store.writeOpikObjects(
    items.map((item) => {
      const itemId = idIn(item);
      return { kind: "dataset_item", id: itemId, parentId: dataset, body: { ...item, id: itemId } };
    }),
  );
  return NO_CONTENT;
}

async function datasetOrNew(store: CollectorStore, name: string): Promise<string> {
  if (name.trim() === "") throw new Refusal(422, "dataset_name must not be blank");
  const [known] = await store.findOpikObjects({ kind: "dataset", name, limit: 1 });
  if (known !== undefined) return known.id;
  const id = freshId();
  await store.writeOpikObjects([{ kind: "dataset", id, name, body: { id, name } }]);
  return id;
}

async function streamItems(store: CollectorStore, call: Call): Promise<Answer> {
  const { name, fields } = await namedIn(call, "dataset_name");
  const dataset = await datasetNamed(store, name);
  const items = await store.findOpikObjects({ kind: "dataset_item", parentId: dataset.id, ...partIn(fields) });
  return lines(items.map(wireObject));
}

/** Which part of a list is to be streamed. Opik writes its limit in two ways. @throws Refusal 400 */
function partIn(fields: Fields) {
  const limit = fields.number("limit") ?? fields.number("steam_limit") ?? MAX_STREAMED;
  if (!Number.isInteger(limit) || limit < 1) throw new Refusal(400, "limit must be a number from 1 on");
  const afterId = fields.text("last_retrieved_id");
  return {
    limit: Math.min(limit, MAX_STREAMED),
    ...present({ afterId: afterId === undefined ? undefined : checkedUuid(afterId, "last_retrieved_id") }),
  };
}

/** Items with what their traces were given, gave back and scored. */
async function experimentItems(store: CollectorStore, search: OpikObjectSearch): Promise<readonly object[]> {
  const items = await store.findOpikObjects(search);
  const traceIds = items.flatMap(({ body }) => (typeof body["trace_id"] === "string" ? [body["trace_id"]] : []));
  const [traces, scores] = await Promise.all([store.readTraceRecords(traceIds), store.findScores("trace", traceIds)]);
  const traceById = new Map(traces.map(({ record }) => [record.id, record]));
  return items.map((item) => {
    const trace = traceById.get(String(item.body["trace_id"]));
    const own = scores.filter(({ entityId }) => entityId === trace?.id);
    return {
      ...wireObject(item),
      ...present({ input: trace?.input, output: trace?.output }),
      feedback_scores: own.map(wireScore),
    };
  });
}

/** @throws Refusal 404 */
async function datasetNamed(store: CollectorStore, name: string): Promise<KeptOpikObject> {
  const [found] = await store.findOpikObjects({ kind: "dataset", name, limit: 1 });
  if (found === undefined) throw new Refusal(404, "Dataset not found");
  return found;
}

/** @throws Refusal 400, 422 */
async function namedIn(call: Call, field: string): Promise<{ readonly name: string; readonly fields: Fields }> {
  const wrong: string[] = [];
  const fields = new Fields(objectOf(await call.json()), "", wrong);
  const name = fields.neededText(field);
  refuseWrong(wrong);
  return { name, fields };
}

/** @throws Refusal 400 */
function idIn(body: JsonObject): string {
  const id = body["id"];
  return typeof id === "string" ? checkedUuid(id, "id") : freshId();
}

function wireObject({ id, name, body, createdAt }: KeptOpikObject) {
  const times = { created_at: createdAt, last_updated_at: createdAt };
  return { ...times, ...(isJsonObject(body) ? body : {}), id, ...(name !== undefined && { name }) };
}
