import { isJsonObject, type JsonObject } from "../../records/json/json-object.js";
import type { Queryable, Row } from "../db/db.js";
import { isoSql } from "../db/sql-values.js";
import { Statement } from "../db/statement.js";
import type { TableNames } from "../db/table-names.js";
import { isUuid } from "../read/get-trace.js";
import { textIn } from "../read/row-fields.js";
import { shortName } from "../write/json-fields.js";
import { storableJson } from "../write/storable-text.js";

/** What Opik's SDK keeps beside traces. */
export type OpikObjectKind =
  | "project"
  | "thread"
  | "dataset"
  | "dataset_item"
  | "experiment"
  | "experiment_item"
  | "prompt"
  | "prompt_version";

export interface OpikObject {
  readonly kind: OpikObjectKind;
  /** UUID. */
  readonly id: string;
  /** What it is part of, such as an item's dataset. */
  readonly parentId?: string;
  readonly name?: string;
  /** As it was sent, in Opik's wire form. */
  readonly body: JsonObject;
}

export interface KeptOpikObject extends OpikObject {
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export interface OpikObjectSearch {
  readonly kind: OpikObjectKind;
  readonly ids?: readonly string[];
  readonly parentId?: string;
  /** Case is ignored. */
  readonly name?: string;
  /** Only what comes after this one. */
  readonly afterId?: string;
  readonly limit: number;
}

/** The newest ids first. @throws DbError */
export async function findOpikObjects(
  db: Queryable,
  { opikObjects }: TableNames,
  { kind, ids, parentId, name, afterId, limit }: OpikObjectSearch,
): Promise<readonly KeptOpikObject[]> {
  const statement = new Statement();
  statement.where(kind, (place) => `o.kind = ${place}`);
  statement.where(
    ids && JSON.stringify(ids.filter(isUuid)),
    (place) => `o.id IN (SELECT asked.id::uuid FROM jsonb_array_elements_text(${place}::jsonb) AS asked (id))`,
  );
  statement.where(parentId, (place) => `o.parent_id = ${place}::uuid`);
  statement.where(name === undefined ? undefined : shortName(name), (place) => `lower(o.name) = lower(${place})`);
  statement.where(afterId, (place) => `o.id < ${place}::uuid`);
  const rows = await db.query(
    `SELECT o.kind, o.id::text AS id, o.parent_id::text AS parent_id, o.name, o.body, ${isoSql("o.created_at")} AS created
FROM ${opikObjects} o WHERE ${statement.conditions} ORDER BY o.id DESC LIMIT ${limit}`,
    statement.params,
  );
  return rows.map((row) => objectOf(kind, row));
}

function objectOf(kind: OpikObjectKind, row: Row): KeptOpikObject {
  const { parent_id: parentId, name, body } = row;
  return {
    kind,
    id: textIn(row, "id"),
    ...(typeof parentId === "string" && { parentId }),
    ...(typeof name === "string" && { name }),
    body: isJsonObject(body) ? body : {},
    createdAt: textIn(row, "created"),
  };
}

/** Stores them; one with a known id replaces it. @throws DbError */
export async function writeOpikObjects(
  db: Queryable,
  { opikObjects }: TableNames,
  objects: readonly OpikObject[],
): Promise<void> {
  const byId = new Map(objects.map((object) => [object.id, object]));
  const rows = [...byId.values()].map(({ parentId, name, ...rest }) => ({
    ...rest,
    parent_id: parentId,
    name: name === undefined ? undefined : shortName(name),
  }));
  await db.query(
    `INSERT INTO ${opikObjects} (kind, id, parent_id, name, body, created_at)
SELECT kind, id, parent_id, name, body, now() FROM jsonb_to_recordset($1::jsonb)
  AS given (kind text, id uuid, parent_id uuid, name text, body jsonb) ORDER BY id
ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id, name = excluded.name, body = excluded.body`,
    [storableJson(JSON.stringify(rows))],
  );
}

/** Deletes them with their parts. @throws DbError */
export async function deleteOpikObjects(
  db: Queryable,
  { opikObjects }: TableNames,
  ids: readonly string[],
): Promise<void> {
  await db.query(
    `WITH asked AS (SELECT id::uuid FROM jsonb_array_elements_text($1::jsonb) AS given (id))
DELETE FROM ${opikObjects} WHERE id IN (SELECT id FROM asked) OR parent_id IN (SELECT id FROM asked)`,
    [JSON.stringify(ids.filter(isUuid))],
  );
}
