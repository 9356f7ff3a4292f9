import type { JsonObject } from "../../records/json/json-object.js";
import { Refusal } from "../http/refusal.js";
import { Fields, refuseWrong } from "./fields.js";
import { checkedId, freshId } from "./opik-ids.js";
import { present } from "./present.js";

export type WrittenKind = "trace" | "span";

/**
 * The fields of Opik's wire form in a write or an update, checked for their types. Other fields are left out, as Opik's
 * server does.
 */
export interface RecordFields extends JsonObject {
  readonly project_name?: string;
  readonly trace_id?: string;
  readonly parent_span_id?: string;
  readonly last_updated_at?: string;
  readonly tags?: readonly string[];
}

/** A record as a sender writes it. */
export interface WrittenRecord {
  readonly id: string;
  readonly fields: RecordFields;
}

const SOURCES = ["sdk", "experiment", "playground", "optimization"] as const;
const SPAN_TYPES = ["general", "tool", "llm", "guardrail"] as const;

/**
 * Records as a sender writes them, with their ids.
 *
 * @param place - the path of the record with this index, such as `spans[3].`
 * @throws Refusal 400, 422
 */
export function writtenRecords(
  kind: WrittenKind,
  items: readonly JsonObject[],
  place: (index: number) => string,
): readonly WrittenRecord[] {
  const wrong: string[] = [];
  const written = items.map((item, index) => {
    const fields = new Fields(item, place(index), wrong);
    const id = fields.text("id");
    const record = recordFields(kind, fields);
    for (const name of kind === "span" ? ["trace_id", "start_time"] : ["start_time"]) {
      if (record[name] === undefined) fields.note(name, "must not be null");
    }
    return { id: id === undefined ? freshId() : checkedId(id, kind), fields: record };
  });
  refuseWrong(wrong);
  return written;
}

/** The fields of an update of one record. @throws Refusal 400, 422 */
export function updatedFields(kind: WrittenKind, update: JsonObject): RecordFields & TagChanges {
  const fields = updatedAlike(kind, update);
  if (kind === "span" && fields.trace_id === undefined) throw new Refusal(422, "trace_id must not be null");
  return fields;
}

/** The fields of an update of many records. @throws Refusal 400, 422 */
export function updatedAlike(kind: WrittenKind, update: JsonObject): RecordFields & TagChanges {
  const wrong: string[] = [];
  const fields = new Fields(update, "", wrong);
  const { start_time: _start, last_updated_at: _updated, ...named } = recordFields(kind, fields);
  const tagsToAdd = fields.texts("tags_to_add");
  const tagsToRemove = fields.texts("tags_to_remove");
  refuseWrong(wrong);
  return { ...named, ...present({ tags_to_add: tagsToAdd, tags_to_remove: tagsToRemove }) };
}

/** The changes that an update makes to tags instead of replacing them. */
export interface TagChanges {
  readonly tags_to_add?: readonly string[];
  readonly tags_to_remove?: readonly string[];
}

/** Tags after an update, which replaces them, adds to them or removes some. */
export function changedTags(
  known: readonly string[],
  { tags, tags_to_add: added = [], tags_to_remove: removed = [] }: RecordFields & TagChanges,
  isMerged: boolean,
): readonly string[] {
  const kept = tags === undefined || isMerged ? known : [];
  return [...new Set([...kept, ...(tags ?? []), ...added])].filter((tag) => !removed.includes(tag));
}

function recordFields(kind: WrittenKind, fields: Fields): RecordFields {
  return kind === "trace"
    ? present({ ...sharedFields(fields), thread_id: fields.text("thread_id") })
    : present({ ...sharedFields(fields), ...spanFields(fields) });
}

function spanFields(fields: Fields) {
  const traceId = fields.text("trace_id");
  const parentId = fields.text("parent_span_id");
  const cost = fields.number("total_estimated_cost");
  if (cost !== undefined && cost < 0) fields.note("total_estimated_cost", "must be greater than or equal to 0.0");
  return {
    trace_id: traceId === undefined ? undefined : checkedId(traceId, "trace"),
    parent_span_id: parentId === undefined ? undefined : checkedId(parentId, "span"),
    type: fields.oneOf("type", SPAN_TYPES),
    model: fields.text("model"),
    provider: fields.text("provider"),
    usage: fields.counts("usage"),
    total_estimated_cost: cost,
  };
}

function sharedFields(fields: Fields) {
  return {
    project_name: fields.filledText("project_name"),
    name: fields.text("name"),
    start_time: fields.time("start_time"),
    end_time: fields.time("end_time"),
    input: fields.value("input"),
    output: fields.value("output"),
    metadata: fields.value("metadata"),
    tags: fields.texts("tags"),
    error_info: errorInfo(fields.object("error_info")),
    ttft: fields.number("ttft"),
    last_updated_at: fields.time("last_updated_at"),
    source: fields.oneOf("source", SOURCES),
    environment: fields.text("environment"),
  };
}

function errorInfo(fields: Fields | undefined) {
  if (fields === undefined) return undefined;
  return present({
    exception_type: fields.neededText("exception_type"),
    message: fields.text("message"),
    traceback: fields.neededText("traceback"),
  });
}
