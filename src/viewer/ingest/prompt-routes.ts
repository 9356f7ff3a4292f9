import { isJsonObject, type JsonObject } from "../../records/json/json-object.js";
import type { CollectorStore } from "../../store/collector-store.js";
import type { KeptOpikObject } from "../../store/opik/opik-objects.js";
import { json, NO_CONTENT } from "../http/answer.js";
import { Refusal } from "../http/refusal.js";
import { type Call, type Route, route } from "../http/routes.js";
import { Fields, objectOf, refuseWrong } from "./fields.js";
import { fitsConditions } from "./object-conditions.js";
import { checkedUuid } from "./opik-ids.js";
import { present } from "./present.js";
import { PromptDesk, type WrittenPrompt, type WrittenVersion } from "./prompt-desk.js";
import { conditionsOf, pageIn } from "./search-request.js";
import { changedTags } from "./wire-records.js";
import { wirePageOf } from "./wire-shapes.js";

const PATH = "/v1/private/prompts";
const MAX_PROMPTS = 2_000;
const STRUCTURES = ["text", "chat"] as const;

/** Prompts and their versions. */
export function promptRoutes(store: CollectorStore): readonly Route[] {
  const desk = new PromptDesk(store);
  return [
    route("POST", `${PATH}/versions/retrieve`, async (call) => json(await retrievedVersion(desk, call))),
    route("POST", `${PATH}/versions`, async (call) => {
      const body = objectOf(await call.json());
      return json(wireVersion(await desk.addVersion(promptIn(body), versionIn(body["version"], "version."))));
    }),
    route("PATCH", `${PATH}/versions`, async (call) => {
      await tagVersions(desk, objectOf(await call.json()));
      return NO_CONTENT;
    }),
    route("GET", `${PATH}/versions/:id`, async ({ part }) => json(wireVersion(await desk.version(part("id"))))),
    route("POST", `${PATH}/delete`, async (call) => {
      await store.deleteOpikObjects(new Fields(objectOf(await call.json()), "", []).texts("ids") ?? []);
      return NO_CONTENT;
    }),
    route("GET", `${PATH}/:id/versions`, async ({ part, query }) =>
      json(wirePageOf(pageIn(query), await desk.versions((await desk.prompt(part("id"))).id), wireVersion)),
    ),
    route("POST", `${PATH}/:id/versions/:version/restore`, async ({ part }) =>
      json(wireVersion(await desk.restore(part("id").toLowerCase(), part("version")))),
    ),
    route("GET", `${PATH}/:id`, async ({ part }) => {
      const prompt = await desk.prompt(part("id"));
      const [latest, ...older] = await desk.versions(prompt.id);
      const count = latest === undefined ? 0 : older.length + 1;
      return json({ ...wirePrompt(prompt, count), ...(latest && { latest_version: wireVersion(latest) }) });
    }),
    route("PUT", `${PATH}/:id`, async (call) => {
      await desk.update(checkedUuid(call.part("id"), "id"), updateIn(objectOf(await call.json())));
      return NO_CONTENT;
    }),
    route("DELETE", `${PATH}/:id`, async ({ part }) => {
      await store.deleteOpikObjects([part("id")]);
      return NO_CONTENT;
    }),
    route("POST", PATH, async (call) => {
      const body = objectOf(await call.json());
      const first = body["template"] === undefined ? undefined : versionIn(body, "");
      const id = await desk.create(promptIn(body), first);
      return { kind: "empty", status: 201, headers: { location: `${PATH}/${id}` } };
    }),
    route("GET", PATH, async ({ query }) => {
      const all = await store.findOpikObjects({ kind: "prompt", limit: MAX_PROMPTS });
      const conditions = conditionsOf(query.get("filters") ?? undefined);
      const part = (query.get("name") ?? "").toLowerCase();
      const found = all.filter(
        (prompt) => (prompt.name ?? "").toLowerCase().includes(part) && fitsConditions(prompt, conditions),
      );
      return json(wirePageOf(pageIn(query), found, (prompt) => wirePrompt(prompt)));
    }),
  ];
}

/** The newest version, or that of a commit. @throws Refusal 404, 422 */
async function retrievedVersion(desk: PromptDesk, call: Call): Promise<object> {
  const wrong: string[] = [];
  const fields = new Fields(objectOf(await call.json()), "", wrong);
  const name = fields.neededText("name");
  const commit = fields.text("commit");
  refuseWrong(wrong);
  const prompt = await desk.named(name);
  if (prompt === undefined) throw new Refusal(404, "Prompt not found");
  const versions = await desk.versions(prompt.id);
  const version = commit === undefined ? versions[0] : versions.find(({ body }) => body["commit"] === commit);
  if (version === undefined) throw new Refusal(404, "Prompt version not found");
  return wireVersion(version);
}

/** @throws Refusal 400, 422 */
async function tagVersions(desk: PromptDesk, body: JsonObject): Promise<void> {
  const ids = new Fields(body, "", []).texts("ids") ?? [];
  if (ids.length === 0) throw new Refusal(422, "ids must not be empty");
  const tags = new Fields(body, "", []).object("update")?.texts("tags");
  await desk.tagVersions(ids, (known) =>
    changedTags(textsOf(known), present({ tags }), body["merge_tags"] === true || tags === undefined),
  );
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** @throws Refusal 400, 422 */
function promptIn(body: JsonObject): WrittenPrompt {
  const wrong: string[] = [];
  const fields = new Fields(body, "", wrong);
  const name = fields.neededText("name");
  refuseWrong(wrong);
  return {
    name,
    structure: fields.oneOf("template_structure", STRUCTURES) ?? "text",
    fields: present({ description: fields.text("description"), tags: fields.texts("tags") }),
  };
}

/** @throws Refusal 400, 422 */
function versionIn(given: unknown, place: string): WrittenVersion {
  if (!isJsonObject(given)) throw new Refusal(422, "version must not be null");
  const wrong: string[] = [];
  const fields = new Fields(given, place, wrong);
  const template = fields.neededText("template");
  refuseWrong(wrong);
  return {
    template,
    fields: present({
      metadata: fields.value("metadata"),
      type: fields.text("type") ?? "mustache",
      change_description: fields.text("change_description"),
      // Those beside the name of a new prompt are the prompt's.
      tags: place === "" ? undefined : fields.texts("tags"),
    }),
  };
}

/** @throws Refusal 400 */
function updateIn(body: JsonObject) {
  const fields = new Fields(body, "", []);
  return present({
    name: fields.text("name"),
    description: fields.text("description"),
    tags: fields.texts("tags"),
  });
}

function wirePrompt({ id, name = "", body, createdAt }: KeptOpikObject, versionCount?: number) {
  const times = { created_at: createdAt, last_updated_at: createdAt };
  return { ...body, ...times, id, name, ...(versionCount !== undefined && { version_count: versionCount }) };
}

function wireVersion({ id, parentId, body, createdAt }: KeptOpikObject) {
  return { ...body, id, prompt_id: parentId, created_at: createdAt };
}
