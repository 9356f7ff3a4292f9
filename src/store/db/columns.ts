/** The SQL types of the columns, and the JavaScript types of their values in a row. */
interface SqlValues {
  uuid: string | null;
  text: string | null;
  timestamptz: string | null;
  "double precision": number | null;
  bigint: number | null;
  integer: number | null;
  boolean: boolean;
  "text[]": readonly string[];
  /** Any JSON value; null is SQL's NULL. */
  jsonb: unknown;
}

export type ColumnTypes = Readonly<Record<string, keyof SqlValues>>;

type RowOf<Columns extends ColumnTypes> = { readonly [Name in keyof Columns]: SqlValues[Columns[Name]] };

const SHARED_COLUMNS = {
  id: "uuid",
  project: "text",
  name: "text",
  agent: "text",
  agent_tier: "text",
  user_id: "text",
  start_time: "timestamptz",
  end_time: "timestamptz",
  duration_ms: "double precision",
  status: "text",
  error_type: "text",
  error_message: "text",
  error_traceback: "text",
  model: "text",
  provider: "text",
  prompt_tokens: "bigint",
  completion_tokens: "bigint",
  total_tokens: "bigint",
  ttft_ms: "double precision",
  tags: "text[]",
  source: "text",
  environment: "text",
  input: "jsonb",
  output: "jsonb",
  metadata: "jsonb",
  last_updated_at: "timestamptz",
  is_partial: "boolean",
} as const satisfies ColumnTypes;

/** The columns of a trace. */
export const TRACE_COLUMNS = { ...SHARED_COLUMNS, thread_id: "text" } as const satisfies ColumnTypes;

/** The columns of a span. */
export const SPAN_COLUMNS = {
  ...SHARED_COLUMNS,
  trace_id: "uuid",
  parent_span_id: "uuid",
  kind: "text",
  usage: "jsonb",
  cache_read_tokens: "bigint",
  cache_write_tokens: "bigint",
  cache_hit: "boolean",
  cost: "double precision",
  attempt_number: "integer",
  attempt_kind: "text",
  attempt_reason: "text",
  estimated_cost: "double precision",
} as const satisfies ColumnTypes;

/** The columns of an attachment; `data` is base64, and its column holds bytes. */
export const ATTACHMENT_COLUMNS = {
  id: "uuid",
  trace_id: "uuid",
  entity_type: "text",
  entity_id: "uuid",
  name: "text",
  mime_type: "text",
  start_time: "timestamptz",
  data: "text",
} as const satisfies ColumnTypes;

/** What traces and spans have in common. */
export type SharedRow = RowOf<typeof SHARED_COLUMNS>;
export type TraceRow = RowOf<typeof TRACE_COLUMNS>;
export type SpanRow = RowOf<typeof SPAN_COLUMNS>;
export type AttachmentRow = RowOf<typeof ATTACHMENT_COLUMNS>;

/** A row for its table. */
export type RecordRow =
  | { readonly kind: "trace"; readonly row: TraceRow }
  | { readonly kind: "span"; readonly row: SpanRow }
  | { readonly kind: "attachment"; readonly row: AttachmentRow };
