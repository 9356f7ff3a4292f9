/**
 * What went wrong, in Opik's wire form. Neither `exception_type` nor `traceback` may be blank: the server refuses the
 * batch.
 */
export interface ErrorInfo {
  readonly exception_type: string;
  readonly message?: string;
  readonly traceback: string;
}

/** Token counts in Opik's wire form: flat, integers only, dotted names such as `original_usage.prompt_tokens`. */
export type Usage = Readonly<Record<string, number>>;

/** Where a record comes from, in Opik's terms: its rules score production (`sdk`) unless they say otherwise. */
export type RecordSource = "sdk" | "experiment" | "playground" | "optimization";

const RECORD_SOURCES: readonly RecordSource[] = ["sdk", "experiment", "playground", "optimization"];

/** The source that a record from elsewhere names; `sdk` where it names none that Opik knows. */
export function recordSource(named: unknown): RecordSource {
  return RECORD_SOURCES.find((source) => source === named) ?? "sdk";
}

/** The span types that Opik knows. */
export type SpanType = "general" | "llm" | "tool" | "guardrail";

interface RecordFields {
  /** UUID v7. */
  readonly id: string;
  readonly project_name?: string;
  readonly name: string;
  /** ISO 8601, UTC, microseconds. */
  readonly start_time: string;
  /** Absent while the run is still open. */
  readonly end_time?: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[];
  readonly error_info?: ErrorInfo;
  /** Time to first token, in milliseconds. */
  readonly ttft?: number;
  /** ISO 8601. Of two writes of one id the newer wins as a whole. */
  readonly last_updated_at: string;
  readonly source: RecordSource;
  readonly environment?: string;
}

/** A trace as Opik's batch endpoint takes it (`POST /v1/private/traces/batch`). */
export interface TraceRecord extends RecordFields {
  readonly thread_id?: string;
}

/** A span as Opik's batch endpoint takes it (`POST /v1/private/spans/batch`). */
export interface SpanRecord extends RecordFields {
  readonly trace_id: string;
  readonly parent_span_id?: string;
  readonly type: SpanType;
  readonly model?: string;
  readonly provider?: string;
  readonly usage?: Usage;
  readonly total_estimated_cost?: number;
}

/** Media of a trace or a span, as it waits to be uploaded. */
export interface AttachmentRecord {
  /** UUID v7 of this record; Opik gives attachments no id. */
  readonly id: string;
  readonly entity_type: "trace" | "span";
  readonly entity_id: string;
  readonly trace_id: string;
  readonly project_name: string;
  /** The name in brackets in the record that refers to it. */
  readonly file_name: string;
  readonly mime_type: string;
  /** Base64. */
  readonly data: string;
}
