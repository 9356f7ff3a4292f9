/**
 * The bodies that Opik's batch endpoints take, as JSON Schema. Stricter than the server where the server is
 * silent: it ignores fields that it does not know, and a field that is ignored is a field that is lost.
 */
const UUID_V7 = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";
const INT32_MAX = 2_147_483_647;

const uuidV7 = { type: "string", pattern: UUID_V7 };
const dateTime = { type: "string", format: "date-time" };
const notBlank = { type: "string", pattern: "\\S" };
const text = { type: "string" };
/** The server takes any JSON; its pages show text alone as an opaque blob, so text is still allowed. */
const json = { type: ["object", "array", "string"] };

const errorInfo = {
  type: "object",
  additionalProperties: false,
  required: ["exception_type", "traceback"],
  properties: { exception_type: notBlank, message: text, traceback: notBlank },
};

const sharedProperties = {
  id: uuidV7,
  project_name: notBlank,
  name: text,
  start_time: dateTime,
  end_time: dateTime,
  input: json,
  output: json,
  metadata: json,
  tags: { type: "array", uniqueItems: true, items: text },
  error_info: errorInfo,
  last_updated_at: dateTime,
  ttft: { type: "number" },
  source: { enum: ["sdk", "experiment", "playground", "optimization"] },
  environment: text,
};

const traceSchema = {
  type: "object",
  additionalProperties: false,
  required: ["id", "start_time"],
  properties: { ...sharedProperties, thread_id: text },
};

const spanSchema = {
  type: "object",
  additionalProperties: false,
  required: ["id", "trace_id", "start_time"],
  properties: {
    ...sharedProperties,
    trace_id: uuidV7,
    parent_span_id: uuidV7,
    type: { enum: ["general", "tool", "llm", "guardrail"] },
    model: text,
    provider: text,
    usage: {
      type: "object",
      additionalProperties: { type: "integer", minimum: -INT32_MAX - 1, maximum: INT32_MAX },
    },
    total_estimated_cost: { type: "number", minimum: 0 },
    total_estimated_cost_version: text,
  },
};

const MAX_BATCH_RECORDS = 1_000;

export const traceBatchSchema = {
  type: "object",
  additionalProperties: false,
  required: ["traces"],
  properties: { traces: { type: "array", minItems: 1, maxItems: MAX_BATCH_RECORDS, items: traceSchema } },
};

export const spanBatchSchema = {
  type: "object",
  additionalProperties: false,
  required: ["spans"],
  properties: { spans: { type: "array", minItems: 1, maxItems: MAX_BATCH_RECORDS, items: spanSchema } },
};
