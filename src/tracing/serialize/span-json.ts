import { isoTime } from "../../records/clock.js";
import { JsonObjectBuilder } from "../../records/json/json-object-builder.js";
import { integerJson, type JsonText } from "../../records/json/json-text.js";
import type { FieldRef, JsonWriter } from "../../records/json/json-writer.js";
import type { Usage } from "../../records/record.js";
import { withoutSecretsInText } from "../../records/redaction/redact-secrets.js";
import { attemptMetadata } from "../attempts/attempt-metadata.js";
import { winnerOf } from "../attempts/match-attempt.js";
import { abortReason } from "../ends/abort.js";
import { attributionTags, NO_ATTRIBUTION } from "../run/attribution.js";
import { promptMetadata } from "../run/prompt-links.js";
import type { Run } from "../run/run.js";
import type { ModelResult, RunEnd } from "../run/run-event.js";
import type { MediaOwner } from "../trace/trace-media.js";
import { eventNotes } from "./event-notes.js";
import type { TracedRecord } from "./traced-record.js";

/** The fields that every record of a handler has. */
export interface RecordContext {
  readonly projectName: string;
  readonly environment: string | undefined;
  readonly writer: JsonWriter;
  readonly captureInputs: boolean;
  readonly captureOutputs: boolean;
  readonly redaction: "off" | "standard";
}

/** The fields of a span that do not come from its run. */
interface SpanNotes {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
}

const NO_NOTES: SpanNotes = { metadata: {}, tags: [] };

/** The whole span of a run, in Opik's wire form. For a run that is still open: what is known so far. */
export function spanToJson(run: Run, spanId: string, context: RecordContext, notes = NO_NOTES): TracedRecord {
  const { writer } = context;
  const { parentTrace } = run.tree;
  const { kind } = run.start;
  const end = run.state.phase === "ended" ? run.state.end : undefined;
  const result = end?.status === "ok" ? end.result : undefined;
  const projectName = parentTrace?.projectName ?? context.projectName;
  // Chains only pass media on: it is attached where it is read or made.
  const withMedia = namedMedia(run, kind === "chain" ? undefined : { kind: "span", id: spanId }, projectName);
  const json = new JsonObjectBuilder()
    .plain("id", spanId)
    .plain("trace_id", run.tree.traceId)
    .plain("parent_span_id", run.parentSpanId)
    .text("project_name", projectName)
    .text("name", run.start.name)
    .plain("type", run.start.type)
    .plain("start_time", isoTime(run.startMicros))
    .plain("end_time", endTime(run.finalEndMicros))
    .json("input", context.captureInputs ? withMedia(inputOf(run, end), "input") : undefined)
    .json("output", context.captureOutputs ? withMedia(outputOf(run, end, writer), "output") : undefined)
    .json(
      "metadata",
      writer.write(Object.assign(spanMetadata(run, end, context), notes.metadata), { field: "metadata", kind }),
    )
    .json("tags", tagsJson(spanTags(run, notes.tags), writer, kind))
    .text("model", shownName(result?.pricedModel ?? run.start.pricedModel, context))
    .text("provider", shownName(result?.provider ?? run.start.override?.provider ?? run.start.provider, context))
    .json("usage", result?.usage && usageJson(result.usage))
    .number("total_estimated_cost", costOf(run, result))
    .json("error_info", errorJson(run, end, writer, kind))
    .number("ttft", millisToFirstToken(run))
    .plain("last_updated_at", isoTime(run.nextUpdateMicros()))
    .plain("source", parentTrace?.source ?? "sdk")
    .text("environment", parentTrace?.environment ?? context.environment)
    .toJson();
  const isExempt = parentTrace !== undefined && parentTrace.source !== "sdk";
  return { kind: "span", id: spanId, traceId: run.tree.traceId, json, isExempt };
}

export function endTime(micros: number | undefined): string | undefined {
  return micros === undefined ? undefined : isoTime(micros);
}

// The program's own redactor is not applied to these: a pseudonym has no price.
function shownName(name: string | undefined, { redaction }: RecordContext): string | undefined {
  return name === undefined || redaction === "off" ? name : withoutSecretsInText(name);
}

function costOf({ addition }: Run, result: ModelResult | undefined): number | undefined {
  const { costUsd, estimate } = result ?? {};
  return addition?.costUsd ?? costUsd ?? (estimate?.because === "mispriced" ? estimate.usd : undefined);
}

/**
 * Puts the names of attachments into a field. `owner`: the span that they are attached to, in addition to the trace.
 */
export function namedMedia({ tree }: Run, owner: MediaOwner | undefined, projectName: string) {
  return (field: JsonText | undefined, side: "input" | "output"): JsonText | undefined =>
    field && (tree.media?.named(field, side, owner, projectName) ?? field);
}

/** The input as it became known: a streamed step receives its input only while it runs. */
export function inputOf(run: Run, end: RunEnd | undefined): JsonText {
  return (end !== undefined && "input" in end && end.input) || run.start.input;
}

/** The output, or as much of it as had come when the run broke off. */
export function outputOf(run: Run, end: RunEnd | undefined, writer: JsonWriter): JsonText | undefined {
  if (run.addition?.output !== undefined) return run.addition.output;
  if (end?.status === "ok") return end.output;
  if (end?.status === "left") return end.output;
  const message = run.model?.partial?.message();
  return (
    message &&
    writer.write({ choices: [{ index: 0, message, finish_reason: null }] }, { field: "output", kind: run.start.kind })
  );
}

export function errorJson(
  run: Run,
  end: RunEnd | undefined,
  writer: JsonWriter,
  kind: FieldRef["kind"],
): JsonText | undefined {
  if (end?.status !== "failed") return undefined;
  const because = abortReason(run);
  const { info } = end.error;
  return writer.write(because === undefined ? info : { ...info, message: because }, { field: "error", kind });
}

export function tagsJson(tags: readonly string[], writer: JsonWriter, kind: FieldRef["kind"]): JsonText | undefined {
  return tags.length === 0 ? undefined : writer.write(tags, { field: "tags", kind });
}

// Counts are not texts of the host: no redactor may change them.
function usageJson(usage: Usage): JsonText {
  const text = new JsonObjectBuilder();
  for (const [name, count] of Object.entries(usage)) text.json(name, integerJson(count));
  return text.toJson();
}

function spanTags(run: Run, noted: readonly string[]): readonly string[] {
  const note = attemptMetadata(run);
  const answeredBy = run.start.wrapper === "withFallbacks" ? winnerOf(run)?.answeredBy : undefined;
  const added = [
    ...beginningTags(run),
    ...(note === undefined || note.number === 1 ? [] : [note.kind]),
    ...((run.model?.httpAttempts.length ?? 0) > 1 ? ["retry"] : []),
    ...(answeredBy === undefined ? [] : [`answered_by:${answeredBy.model}`]),
    ...(run.addition?.tags ?? []),
    ...noted,
  ];
  return added.length === 0 ? run.start.tags : [...new Set([...run.start.tags, ...added])];
}

// Only where a value begins: the span with the tag of an agent is the whole run of that agent.
function beginningTags({ position, attribution }: Run): readonly string[] {
  if (position.kind === "late") return [];
  return attributionTags(attribution, position.kind === "child" ? position.parent.attribution : NO_ATTRIBUTION);
}

type Metadata = Record<string, unknown>;

function spanMetadata(run: Run, end: RunEnd | undefined, context: RecordContext): Metadata {
  const metadata: Metadata = { ...run.start.metadata, ...run.attribution.given };
  // LangChain does not report what a tool is for; the model that called it was given a description.
  const description = run.start.kind === "tool" ? run.tree.details?.toolDescriptions.get(run.start.name) : undefined;
  if (description !== undefined) metadata.tool_description = description;
  addRunNotes(metadata, run, end, context);
  addPriceNotes(metadata, run, end?.status === "ok" ? end.result : undefined);
  const requests = run.model?.httpAttempts ?? [];
  if (requests.length > 0) metadata.http_attempts = requests;
  const attempt = attemptMetadata(run);
  if (attempt !== undefined) metadata.attempt = attempt;
  return Object.assign(metadata, promptMetadata(run.model?.usedPrompts ?? []), run.addition?.metadata);
}

// Opik uses `cost` as the cost where its own table has no price.
function addPriceNotes(metadata: Metadata, { start, addition }: Run, result: ModelResult | undefined): void {
  const model = result?.model ?? start.model;
  const priced = result?.pricedModel ?? start.pricedModel;
  if (model !== priced && model !== undefined) Object.assign(metadata, { model_name: model, priced_as: priced });
  if (result?.estimate === undefined || addition?.costUsd !== undefined || "cost" in metadata) return;
  metadata.cost = { currency: "USD", total_cost: result.estimate.usd, estimate: true };
}

/** Adds facts about how a run went that have no field of their own on the wire, for its span or for its trace. */
export function addRunNotes(metadata: Metadata, run: Run, end: RunEnd | undefined, context: RecordContext): void {
  if (end === undefined) metadata.in_progress = true;
  else addEndNotes(metadata, end);
  if (run.events !== undefined) metadata.events = eventNotes(run.events, context);
  if (run.eventsLeftOut > 0) metadata.events_left_out = run.eventsLeftOut;
}

function addEndNotes(metadata: Metadata, end: RunEnd): void {
  switch (end.status) {
    case "ok":
      Object.assign(metadata, end.metadata);
      if (end.refusedCalls !== undefined && end.refusedCalls.length > 0) metadata.refused_tool_calls = end.refusedCalls;
      if (end.result?.cacheHit === true) metadata.cache_hit = true;
      return;
    case "failed":
      if (end.error.status !== undefined) metadata.status_code = end.error.status;
      return;
    case "left":
      Object.assign(metadata, end.metadata, { control_flow: end.by });
      return;
    case "abandoned":
      metadata.abandoned = end.why;
  }
}

function millisToFirstToken(run: Run): number | undefined {
  const firstMicros = run.model?.firstTokenMicros;
  return firstMicros === undefined ? undefined : (firstMicros - run.startMicros) / 1000;
}
