import { isoTime } from "../../records/clock.js";
import { JsonObjectBuilder, withField } from "../../records/json/json-object-builder.js";
import { type JsonText, type JsonWriter, joinArray } from "../../records/json/json-writer.js";
import { writtenMetadata } from "../../records/written-metadata.js";
import { type Attribution, attributionTags, NO_ATTRIBUTION } from "../run/attribution.js";
import { isInputTurn } from "../run/given-messages.js";
import { promptMetadata } from "../run/prompt-links.js";
import type { Run } from "../run/run.js";
import type { RunEnd } from "../run/run-event.js";
import type { TraceAdditions } from "../trace/parent-trace.js";
import type { TraceTree } from "../trace/trace-tree.js";
import {
  addRunNotes,
  endTime,
  errorJson,
  inputOf,
  namedMedia,
  outputOf,
  type RecordContext,
  spanToJson,
  tagsJson,
} from "./span-json.js";
import type { TracedRecord, TraceFacts } from "./traced-record.js";

/** What a handler's options say about all its traces. */
export interface TraceContext extends RecordContext {
  /** 1: all traces are kept, and nobody asks for the facts by which that is decided. */
  readonly sampleRate: number;
  readonly threadId: string | undefined;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The attribution of a run whose own metadata gives none. */
  readonly attribution: Attribution;
  /** The picture of the graph that the handler was given, for Opik's graph tab. */
  readonly graphDefinition: () => unknown;
}

/**
 * The whole trace of a root run, in Opik's wire form. It has an end time only when nothing more can come: Opik's online
 * rules score a trace each time it arrives with one.
 */
export function traceToJson(root: Run, context: TraceContext): TracedRecord {
  const { tree } = root;
  const { writer } = context;
  const end = root.state.phase === "ended" ? root.state.end : undefined;
  const output = turnOutput(root, end, context);
  const withMedia = namedMedia(root, undefined, context.projectName);
  const json = new JsonObjectBuilder()
    .plain("id", tree.traceId)
    .text("project_name", context.projectName)
    .text("name", root.start.name)
    .plain("start_time", isoTime(root.startMicros))
    .plain("end_time", endTime(tree.isComplete ? root.finalEndMicros : undefined))
    .json("input", context.captureInputs ? withMedia(turnInput(root, end, output), "input") : undefined)
    .json("output", context.captureOutputs ? withMedia(output, "output") : undefined)
    .json("metadata", writer.write(traceMetadata(root, end, context), { field: "metadata", kind: "trace" }))
    .json("tags", tagsJson(traceTags(tree, root, context), writer, "trace"))
    .json("error_info", errorJson(root, end, writer, "trace"))
    .number("ttft", tree.firstTokenMicros && (tree.firstTokenMicros - tree.startMicros) / 1000)
    .plain("last_updated_at", isoTime(root.nextUpdateMicros()))
    .text("thread_id", context.threadId ?? root.tree.threadId)
    .plain("source", "sdk")
    .text("environment", context.environment)
    .toJson();
  const isPreview = !tree.isComplete || end === undefined;
  const ended = isPreview ? undefined : traceFacts(root, context);
  return { kind: "trace", id: tree.traceId, traceId: tree.traceId, json, ended, isPreview };
}

function traceFacts(root: Run, context: TraceContext): TraceFacts | undefined {
  if (root.state.phase !== "ended" || context.sampleRate === 1) return undefined;
  const { retries, fallbacks } = root.tree.totals;
  return {
    name: root.start.name,
    durationMs: (root.state.endMicros - root.startMicros) / 1000,
    errors: errorCount(root, root.state.end),
    retries,
    fallbacks,
    tags: traceTags(root.tree, root, context),
    metadata: givenMetadata(root, context),
  };
}

// A synthetic end is not counted while it may be taken back, yet a trace that failed has an error.
function errorCount({ tree }: Run, end: RunEnd | undefined): number {
  const failed = end?.status === "failed" && !end.error.aborted;
  return Math.max(tree.totals.errors, failed ? 1 : 0);
}

function turnInput(root: Run, end: RunEnd | undefined, output: JsonText | undefined): JsonText {
  const late = end?.status === "ok" || end?.status === "failed" ? end : undefined;
  const turn = late?.input === undefined ? root.start.turn : late.inputTurn;
  return (isInputTurn(root, output) ? turn : undefined) ?? inputOf(root, end);
}

function turnOutput(root: Run, end: RunEnd | undefined, { writer }: RecordContext): JsonText | undefined {
  const answered = root.addition?.output === undefined && end?.status === "ok" ? end.turn : undefined;
  const output = answered ?? outputOf(root, end, writer);
  const interrupts = root.tree.details?.interrupts;
  if (end?.status !== "ok" || interrupts === undefined || interrupts.size === 0) return output;
  return withField(output, "__interrupt__", joinArray([...interrupts.values()]));
}

function traceMetadata(root: Run, end: RunEnd | undefined, context: TraceContext): Readonly<Record<string, unknown>> {
  const metadata = givenMetadata(root, context);
  addRunNotes(metadata, root, end, context);
  if (!root.tree.isComplete) metadata.in_progress = true;
  return Object.assign(metadata, root.addition?.metadata, treeMetadata(root, end, context));
}

/** What a trace says about all the runs in it. */
function treeMetadata(root: Run, end: RunEnd | undefined, context: TraceContext): Readonly<Record<string, unknown>> {
  const graph = root.tree.runsGraph ? context.graphDefinition() : undefined;
  return {
    created_from: "langchain",
    summary: { ...root.tree.totals.summary(), errors: errorCount(root, end) },
    ...(graph !== undefined && { _opik_graph_definition: graph }),
    ...promptMetadata([...(root.tree.details?.prompts.values() ?? [])]),
  };
}

function givenMetadata(root: Run, { metadata }: TraceContext): Record<string, unknown> {
  return { ...metadata, ...root.start.metadata, ...root.attribution.given };
}

function traceTags(tree: TraceTree, root: Run, context: TraceContext): readonly string[] {
  const { retries, fallbacks, fallbackAnswers } = tree.totals;
  return [
    ...new Set([
      ...context.tags,
      ...root.start.tags,
      ...attributionTags(root.attribution, NO_ATTRIBUTION),
      ...(fallbacks > 0 ? ["fallback"] : []),
      ...[...fallbackAnswers].map((model) => `answered_by:${model}`),
      ...(retries > 0 ? ["retry"] : []),
      ...(root.addition?.tags ?? []),
    ]),
  ];
}

/** The span of a root run in a parent trace, with what the run's own trace would have. */
export function rootSpanToJson(root: Run, spanId: string, context: TraceContext): TracedRecord {
  const end = root.state.phase === "ended" ? root.state.end : undefined;
  const notes = {
    metadata: { ...context.metadata, ...treeMetadata(root, end, context) },
    tags: traceTags(root.tree, root, context),
  };
  return { ...spanToJson(root, spanId, context, notes), ended: traceFacts(root, context) };
}

/** What the runs in a parent trace add to it when the root run has ended. */
export function traceAdditions(root: Run, context: TraceContext): TraceAdditions {
  const { writer } = context;
  const end = root.state.phase === "ended" ? root.state.end : undefined;
  return {
    metadata: writtenMetadata({ ...givenMetadata(root, context), ...treeMetadata(root, end, context) }, writer),
    tags: writtenTags(traceTags(root.tree, root, context), writer),
    threadId: context.threadId ?? root.tree.threadId,
  };
}

function writtenTags(tags: readonly string[], writer: JsonWriter): readonly string[] {
  const written: unknown = JSON.parse(tagsJson(tags, writer, "trace") ?? "[]");
  return Array.isArray(written) ? written.filter((tag) => typeof tag === "string") : [];
}
