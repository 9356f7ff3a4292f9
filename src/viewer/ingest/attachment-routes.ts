import { json, NO_CONTENT } from "../http/answer.js";
import { attachmentAnswer } from "../http/attachment-answer.js";
import { Refusal } from "../http/refusal.js";
import { type Call, type Route, route } from "../http/routes.js";
import type { AttachmentDesk, AttachmentPlace } from "./attachment-desk.js";
import { Fields, objectOf, refuseWrong } from "./fields.js";
import { checkedId } from "./opik-ids.js";
import { projectOf, wirePage } from "./wire-shapes.js";

const PATH = "/v1/private/attachment";
/** Opik's name for an upload into its own storage: one PUT, without parts. */
const OWN_STORAGE = "BEMinIO";
const ENTITY_TYPES = ["trace", "span"] as const;

/** Files of traces and spans. */
export function attachmentRoutes(desk: AttachmentDesk): readonly Route[] {
  return [
    route("POST", `${PATH}/upload-start`, async (call) => {
      const body = objectOf(await call.json());
      const place = placeIn(body);
      const query = new URLSearchParams({
        ...{ file_name: place.fileName, entity_type: place.entityType, entity_id: place.entityId },
        mime_type: new Fields(body, "", []).text("mime_type") ?? "application/octet-stream",
        project_name: projectOf(new Fields(body, "", []).text("project_name")),
      });
      const url = `${apiUrl(call, body["path"])}${PATH}/upload?${query.toString()}`;
      return json({ upload_id: OWN_STORAGE, pre_sign_urls: [url] });
    }),
    route("PUT", `${PATH}/upload`, async (call) => {
      const given = Object.fromEntries(call.query);
      const mimeType = given["mime_type"] ?? "application/octet-stream";
      const project = projectOf(given["project_name"]);
      await desk.keep({ ...placeIn(given), mimeType, project, bytes: await call.bytes() });
      return NO_CONTENT;
    }),
    route("POST", `${PATH}/upload-complete`, async (call) => {
      const place = placeIn(objectOf(await call.json()));
      if ((await desk.read(place)) === undefined) throw new Refusal(404, "Attachment not found");
      return NO_CONTENT;
    }),
    route("GET", `${PATH}/list`, async (call) => {
      const entityId = call.query.get("entity_id") ?? "";
      const [entityType] = ENTITY_TYPES.filter((type) => type === call.query.get("entity_type"));
      if (entityType === undefined) throw new Refusal(400, "entity_type must be trace or span");
      const kept = await desk.list(checkedId(entityId, entityType));
      const content = kept.map(({ name, bytes, mimeType }) => {
        const query = new URLSearchParams({ file_name: name, entity_type: entityType, entity_id: entityId });
        const link = `${apiUrl(call, call.query.get("path"))}${PATH}/download?${query.toString()}`;
        return { file_name: name, file_size: bytes, mime_type: mimeType, link };
      });
      return json(wirePage(1, content, content.length));
    }),
    route("GET", `${PATH}/download`, async ({ query }) => {
      const attachment = await desk.read(placeIn(Object.fromEntries(query)));
      if (attachment === undefined) throw new Refusal(404, "Attachment not found");
      return attachmentAnswer(attachment);
    }),
    route("POST", `${PATH}/delete`, async (call) => {
      const body = objectOf(await call.json());
      const names = new Fields(body, "", []).texts("file_names") ?? [];
      await desk.delete(names.map((name) => placeIn({ ...body, file_name: name })));
      return NO_CONTENT;
    }),
  ];
}

/** @throws Refusal 400, 422 */
function placeIn(given: Readonly<Record<string, unknown>>): AttachmentPlace {
  const wrong: string[] = [];
  const fields = new Fields(given, "", wrong);
  const fileName = fields.neededText("file_name");
  const entityType = fields.oneOf("entity_type", ENTITY_TYPES);
  const entityId = fields.neededText("entity_id");
  if (entityType === undefined) fields.note("entity_type", "must not be null");
  refuseWrong(wrong);
  return { fileName, entityType: entityType ?? "trace", entityId: checkedId(entityId, entityType ?? "trace") };
}

/**
 * The address under which the sender reaches this server, which it gives in base64: there may be a proxy with https
 * between.
 */
function apiUrl({ headers }: Call, path: unknown): string {
  const { host = "localhost" } = headers;
  const said = typeof path === "string" ? Buffer.from(path, "base64").toString() : "";
  const isOurs = /^https?:/.test(said) && URL.canParse(said) && new URL(said).host === host;
  return isOurs ? said.replace(/\/+$/, "") : `http://${host}/api`;
}
