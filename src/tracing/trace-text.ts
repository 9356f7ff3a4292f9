import { isoTime, nowMicros } from "../records/clock.js";
import { type JsonText, joinArray } from "../records/json-text.js";
import { ObjectText, withField } from "../records/object-text.js";
import type { Run } from "./run.js";
import type { RunEnd } from "./run-event.js";
import { addRunNotes, errorText, inputOf, outputOf, type RecordContext, tagsText } from "./span-text.js";
import type { TraceTree } from "./trace-tree.js";
import type { TracedRecord, TraceFacts } from "./traced-record.js";

/** What a handler's options say of all its traces. */
export interface TraceContext extends RecordContext {
  readonly threadId: string | undefined;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The picture of the graph that the handler was given, for Opik's graph tab. */
  readonly graphDefinition: () => unknown;
}

/** The trace of a root run, whole, as Opik takes it. */
export function traceText(root: Run, context: TraceContext): TracedRecord {
  const { tree } = root;
  const { writer } = context;
  const end = root.state.phase === "ended" ? root.state.end : undefined;
  const json = new ObjectText()
    .plain("id", tree.traceId)
    .text("project_name", context.projectName)
    .text("name", root.start.name)
    .plain("start_time", isoTime(root.startMicros))
    .plain("end_time", root.state.phase === "ended" ? isoTime(root.state.endMicros) : undefined)
    .json("input", context.captureInputs ? turnInput(root, end) : undefined)
    .json("output", context.captureOutputs ? turnOutput(root, end, context) : undefined)
    .json("metadata", writer.write(traceMetadata(root, end, context), { field: "metadata", kind: "trace" }))
    .json("tags", tagsText(traceTags(tree, root, context), writer, "trace"))
    .json("error_info", errorText(root, end, writer, "trace"))
    .number("ttft", tree.firstTokenMicros && (tree.firstTokenMicros - tree.startMicros) / 1000)
    .plain("last_updated_at", isoTime(nowMicros()))
    .text("thread_id", context.threadId ?? root.tree.threadId)
    .plain("source", "sdk")
    .text("environment", context.environment)
    .toJson();
  return { kind: "trace", id: tree.traceId, traceId: tree.traceId, json, ended: traceFacts(root, context) };
}

function traceFacts(root: Run, context: TraceContext): TraceFacts | undefined {
  if (root.state.phase !== "ended") return undefined;
  const { errors, retries, fallbacks } = root.tree.totals;
  return {
    name: root.start.name,
    durationMs: (root.state.endMicros - root.startMicros) / 1000,
    errors,
    retries,
    fallbacks,
    tags: traceTags(root.tree, root, context),
    metadata: { ...context.metadata, ...root.start.metadata },
  };
}

function turnInput(root: Run, end: RunEnd | undefined): JsonText {
  return (end?.status === "ok" && (end.inputTurn ?? end.input)) || root.start.turn || inputOf(root, end);
}

function turnOutput(root: Run, end: RunEnd | undefined, { writer }: RecordContext): JsonText | undefined {
  const output = (end?.status === "ok" && end.turn) || outputOf(root, end, writer);
  const { interrupts } = root.tree;
  if (end?.status !== "ok" || interrupts.size === 0) return output;
  return withField(output, "__interrupt__", joinArray([...interrupts.values()]));
}

function traceMetadata(root: Run, end: RunEnd | undefined, context: TraceContext): Readonly<Record<string, unknown>> {
  const metadata: Record<string, unknown> = { ...context.metadata, ...root.start.metadata };
  addRunNotes(metadata, root, end, context);
  metadata.created_from = "langchain";
  metadata.summary = root.tree.totals.summary();
  const graph = root.tree.runsGraph ? context.graphDefinition() : undefined;
  if (graph !== undefined) metadata._opik_graph_definition = graph;
  return metadata;
}

function traceTags(tree: TraceTree, root: Run, context: TraceContext): readonly string[] {
  const { retries, fallbackAnswers } = tree.totals;
  return [
    ...new Set([
      ...context.tags,
      ...root.start.tags,
      ...(fallbackAnswers.size > 0 ? ["fallback"] : []),
      ...[...fallbackAnswers].map((model) => `answered_by:${model}`),
      ...(retries > 0 ? ["retry"] : []),
    ]),
  ];
}
