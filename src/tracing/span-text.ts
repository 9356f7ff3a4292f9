import { isoTime, nowMicros } from "../records/clock.js";
import type { JsonText, JsonWriter } from "../records/json-text.js";
import { ObjectText } from "../records/object-text.js";
import type { RecordText } from "../records/record-sink.js";
import { abortReason } from "./abort-reason.js";
import { attemptNote } from "./attempt-note.js";
import type { Run } from "./run.js";
import type { RunEnd } from "./run-event.js";

/** What every record of a handler carries. */
export interface RecordContext {
  readonly projectName: string;
  readonly environment: string | undefined;
  readonly writer: JsonWriter;
}

/** The span of a run, whole, as Opik takes it. Of a run that is still open: what is known so far. */
export function spanText(run: Run, spanId: string, context: RecordContext): RecordText {
  const { writer } = context;
  const end = run.state.phase === "ended" ? run.state.end : undefined;
  const result = end?.status === "ok" ? end.result : undefined;
  const json = new ObjectText()
    .plain("id", spanId)
    .plain("trace_id", run.tree.traceId)
    .plain("parent_span_id", run.parentSpanId)
    .text("project_name", context.projectName)
    .text("name", run.start.name)
    .plain("type", run.start.type)
    .plain("start_time", isoTime(run.startMicros))
    .plain("end_time", run.state.phase === "ended" ? isoTime(run.state.endMicros) : undefined)
    .json("input", inputOf(run, end))
    .json("output", outputOf(run, end, writer))
    .json("metadata", writer.write(spanMetadata(run, end)))
    .json("tags", tagsText(spanTags(run), writer))
    .text("model", result?.model ?? run.start.model)
    .text("provider", result?.provider ?? run.start.provider)
    .json("usage", result?.usage && writer.write(result.usage))
    .json("error_info", errorText(run, end, writer))
    .number("ttft", millisToFirstToken(run))
    .plain("last_updated_at", isoTime(nowMicros()))
    .plain("source", "sdk")
    .text("environment", context.environment)
    .toJson();
  return { kind: "span", id: spanId, json };
}

/** The input as it became known: a streamed step learns its input only while it runs. */
export function inputOf(run: Run, end: RunEnd | undefined): JsonText {
  return (end !== undefined && "input" in end && end.input) || run.start.input;
}

/** What came out, or as much of it as had come when the run broke off. */
export function outputOf(run: Run, end: RunEnd | undefined, writer: JsonWriter): JsonText | undefined {
  if (end?.status === "ok") return end.output;
  if (end?.status === "left") return end.output;
  const message = run.partial?.message();
  return message && writer.write({ choices: [{ index: 0, message, finish_reason: null }] });
}

export function errorText(run: Run, end: RunEnd | undefined, writer: JsonWriter): JsonText | undefined {
  if (end?.status !== "failed") return undefined;
  const because = abortReason(run);
  const { info } = end.error;
  return writer.write(because === undefined ? info : { ...info, message: because });
}

export function tagsText(tags: readonly string[], writer: JsonWriter): JsonText | undefined {
  return tags.length === 0 ? undefined : writer.write(tags);
}

function spanTags(run: Run): readonly string[] {
  const note = attemptNote(run);
  return note === undefined || note.number === 1 ? run.start.tags : [...new Set([...run.start.tags, note.kind])];
}

type Metadata = Record<string, unknown>;

function spanMetadata(run: Run, end: RunEnd | undefined): Readonly<Metadata> {
  const metadata: Metadata = { ...run.start.metadata };
  // LangChain does not tell what a tool is for; the model that called it was told.
  const description = run.start.kind === "tool" ? run.tree.toolDescriptions.get(run.start.name) : undefined;
  if (description !== undefined) metadata.tool_description = description;
  addRunNotes(metadata, run, end);
  if (run.httpAttempts.length > 0) metadata.http_attempts = run.httpAttempts;
  const attempt = attemptNote(run);
  if (attempt !== undefined) metadata.attempt = attempt;
  return metadata;
}

/** Adds what is worth knowing of how a run went beside its fields on the wire, for its span or for its trace. */
export function addRunNotes(metadata: Metadata, run: Run, end: RunEnd | undefined): void {
  if (end === undefined) metadata.in_progress = true;
  else addEndNotes(metadata, end);
  if (run.events.length > 0) metadata.events = run.events.map(eventNote);
  if (run.eventsLeftOut > 0) metadata.events_left_out = run.eventsLeftOut;
}

function addEndNotes(metadata: Metadata, end: RunEnd): void {
  switch (end.status) {
    case "ok":
      Object.assign(metadata, end.metadata);
      if (end.result?.cacheHit === true) metadata.cache_hit = true;
      return;
    case "failed":
      if (end.error.status !== undefined) metadata.status_code = end.error.status;
      return;
    case "left":
      metadata.control_flow = end.by;
      return;
    case "abandoned":
      metadata.abandoned = end.why;
  }
}

function eventNote(event: Run["events"][number]): Readonly<Record<string, unknown>> {
  return { name: event.name, time: isoTime(event.atMicros), data: event.data };
}

function millisToFirstToken(run: Run): number | undefined {
  return run.firstTokenMicros === undefined ? undefined : (run.firstTokenMicros - run.startMicros) / 1000;
}
