import { isoTime } from "../../records/clock.js";
import { microsOfIso, microsOfUuid } from "../../records/iso-time.js";
import { isJsonObject } from "../../records/json/json-object.js";
import { modelName } from "../../records/model-name.js";
import type { RecordKind } from "../../records/record-sink.js";
import { kindOf } from "../../records/span-kind.js";
import type { RecordRow, SharedRow } from "../db/columns.js";
import { attachmentRow } from "./attachment-row.js";
import { cacheTokens } from "./cache-tokens.js";
import { isTooDeep } from "./json-depth.js";
import {
  countField,
  type JsonObject,
  nameField,
  numberField,
  objectField,
  shortName,
  textField,
  uuidField,
} from "./json-fields.js";
import type { Status } from "./status.js";

/**
 * The row of a record in Opik's wire form. An invalid field is left out; undefined only for what is not a record at
 * all: not a JSON object, or without ids.
 *
 * @param receivedMicros - used for times that the record lacks
 */
export function recordRow(kind: RecordKind, record: unknown, receivedMicros: number): RecordRow | undefined {
  if (!isJsonObject(record) || isTooDeep(record)) return undefined;
  const id = uuidField(record, "id");
  if (id === null) return undefined;
  if (kind === "attachment") {
    const row = attachmentRow(record, id, receivedMicros);
    return row && { kind, row };
  }
  const shared = sharedRow(record, id, receivedMicros);
  if (kind === "trace") return { kind, row: { ...shared, ...traceColumns(record) } };
  const traceId = uuidField(record, "trace_id");
  return traceId ? { kind, row: { ...shared, ...spanColumns(record), trace_id: traceId } } : undefined;
}

function sharedRow(record: JsonObject, id: string, receivedMicros: number): SharedRow {
  const metadata = objectField(record, "metadata");
  const error = objectField(record, "error_info");
  const endMicros = microsOfIso(record["end_time"]);
  const startMicros = microsOfIso(record["start_time"]) ?? microsOfUuid(id) ?? endMicros ?? receivedMicros;
  return {
    id,
    project: nameField(record, "project_name"),
    name: nameField(record, "name") ?? "",
    agent: nameField(metadata, "agent_name", "lc_agent_name"),
    agent_tier: nameField(metadata, "agent_tier"),
    user_id: nameField(metadata, "user_id"),
    start_time: isoTime(startMicros),
    end_time: endMicros === undefined ? null : isoTime(endMicros),
    duration_ms: endMicros === undefined ? null : Math.max(0, endMicros - startMicros) / 1000,
    status: statusOf(record, metadata, endMicros),
    error_type: nameField(error, "exception_type"),
    error_message: textField(error, "message"),
    error_traceback: textField(error, "traceback"),
    model: nameField({ model: modelName(record) }, "model"),
    provider: nameField(record, "provider"),
    ...tokenColumns(objectField(record, "usage")),
    ttft_ms: numberField(record, "ttft"),
    tags: tagsOf(record["tags"]),
    source: nameField(record, "source"),
    environment: nameField(record, "environment"),
    input: record["input"],
    output: record["output"],
    metadata: record["metadata"],
    last_updated_at: isoTime(microsOfIso(record["last_updated_at"]) ?? receivedMicros),
    // Only an update of a record that was never written leaves such a row.
    is_partial: record["is_partial"] === true,
  };
}

/** The totals in a trace's summary go into the columns that a span has for its own figures. */
function traceColumns(record: JsonObject) {
  const metadata = objectField(record, "metadata");
  const summary = objectField(metadata, "summary");
  const answeredBy = objectField(summary, "answered_by");
  return {
    ...tokenColumns(summary),
    agent: nameField(metadata, "agent_name", "lc_agent_name") ?? graphName(record, metadata),
    model: nameField(answeredBy, "model"),
    provider: nameField(answeredBy, "provider"),
    thread_id: nameField(record, "thread_id"),
  };
}

/** An outermost graph without an agent's name uses the name of its run. */
function graphName(record: JsonObject, metadata: JsonObject): string | null {
  return metadata["ls_integration"] === "langgraph" ? nameField(record, "name") : null;
}

function spanColumns(record: JsonObject) {
  const metadata = objectField(record, "metadata");
  const attempt = objectField(metadata, "attempt");
  const attemptNumber = countField(attempt, "number");
  return {
    parent_span_id: uuidField(record, "parent_span_id"),
    kind: kindOf(record["type"], metadata["opik.kind"]),
    usage: record["usage"],
    ...cacheTokens(objectField(record, "usage")),
    cache_hit: metadata["cache_hit"] === true,
    cost: numberField(record, "total_estimated_cost"),
    attempt_number: attemptNumber !== null && attemptNumber <= MAX_INTEGER ? attemptNumber : null,
    attempt_kind: nameField(attempt, "kind"),
    attempt_reason: attemptReason(objectField(attempt, "reason")),
    // The estimate by the list of prices is added when rows are written.
    estimated_cost: null,
  };
}

function attemptReason(reason: JsonObject): string | null {
  const status = numberField(reason, "status");
  const words = [textField(reason, "type"), status === null ? null : String(status)];
  return nameField({ reason: words.filter((word) => word !== null).join(" ") }, "reason");
}

const MAX_INTEGER = 2_147_483_647;

function tokenColumns(counts: JsonObject) {
  return {
    prompt_tokens: countField(counts, "prompt_tokens"),
    completion_tokens: countField(counts, "completion_tokens"),
    total_tokens: countField(counts, "total_tokens"),
  };
}

function statusOf(record: JsonObject, metadata: JsonObject, endMicros: number | undefined): Status {
  if (isJsonObject(record["error_info"])) return "error";
  if (metadata["abandoned"] !== undefined) return "abandoned";
  return endMicros === undefined ? "open" : "ok";
}

function tagsOf(tags: unknown): readonly string[] {
  if (!Array.isArray(tags)) return [];
  return [...new Set(tags.filter((tag) => typeof tag === "string").map(shortName))];
}
