import type { JsonWriter } from "../../records/json/json-writer.js";
import { writtenMetadata } from "../../records/written-metadata.js";
import type { Run } from "../run/run.js";
import type { TraceAdditions } from "../trace/parent-trace.js";
import { spanToJson, tagsJson } from "./span-json.js";
import { givenMetadata, type TraceContext, traceFacts, traceTags, treeMetadata } from "./trace-json.js";
import type { TracedRecord } from "./traced-record.js";

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
