import { asJsonObject, isJsonObject } from "../../records/json/json-object.js";
import { type Answer, NO_CONTENT } from "../http/answer.js";
import { type Call, type Route, route } from "../http/routes.js";
import { Fields, itemsOf, objectOf, refuseWrong } from "./fields.js";
import { checkedId } from "./opik-ids.js";
import type { RecordDesk } from "./record-desk.js";
import { updatedAlike, updatedFields, type WrittenKind, writtenRecords } from "./wire-records.js";

/** Opik refuses more in one request. */
const MAX_RECORDS = 1_000;

/** Writes and updates of traces and spans. */
export function recordRoutes(desk: RecordDesk): readonly Route[] {
  return (["trace", "span"] as const).flatMap((kind) => routesOf(kind, desk));
}

function routesOf(kind: WrittenKind, desk: RecordDesk): readonly Route[] {
  const path = `/v1/private/${kind}s`;
  return [
    route("POST", `${path}/batch`, async (call) => {
      const items = itemsOf(await call.json(), `${kind}s`, MAX_RECORDS);
      await desk.writeMany(
        kind,
        writtenRecords(kind, items, (index) => `${kind}s[${index}].`),
      );
      return NO_CONTENT;
    }),
    route("PATCH", `${path}/batch`, (call) => updateMany(kind, desk, call)),
    route("POST", path, async (call) => {
      const [written] = writtenRecords(kind, [objectOf(await call.json())], () => "");
      if (written !== undefined) await desk.writeOne(kind, written);
      return created(`${path}/${written?.id ?? ""}`);
    }),
    route("PATCH", `${path}/:id`, async (call) => {
      const id = checkedId(call.part("id"), kind);
      await desk.update(kind, id, updatedFields(kind, objectOf(await call.json())));
      return NO_CONTENT;
    }),
  ];
}

/** One update for many records. */
async function updateMany(kind: WrittenKind, desk: RecordDesk, call: Call): Promise<Answer> {
  const body = objectOf(await call.json());
  const wrong: string[] = [];
  const fields = new Fields(body, "", wrong);
  const ids = fields.texts("ids") ?? [];
  if (ids.length < 1 || ids.length > MAX_RECORDS) fields.note("ids", `size must be between 1 and ${MAX_RECORDS}`);
  if (!isJsonObject(body["update"])) fields.note("update", "must not be null");
  refuseWrong(wrong);
  await desk.updateKnown(
    kind,
    ids.map((id) => checkedId(id, kind)),
    updatedAlike(kind, asJsonObject(body["update"])),
    body["merge_tags"] === true,
  );
  return NO_CONTENT;
}

function created(location: string): Answer {
  return { kind: "empty", status: 201, headers: { location } };
}
