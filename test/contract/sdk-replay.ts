import type { Opik } from "opik";
import { asList, isJsonObject, type JsonObject } from "../../src/records/json/json-object.js";
import type { ErrorInfo, SpanRecord, TraceRecord } from "../../src/records/record.js";

type SdkTrace = ReturnType<Opik["trace"]>;
type SdkJson = Record<string, unknown> | Record<string, unknown>[] | string;

/**
 * Says the same with Opik's own client: starts each trace and span with what is known first, and updates it at its end.
 */
export function replay(client: Opik, traces: readonly TraceRecord[], spans: readonly SpanRecord[]): void {
  for (const record of traces) {
    const trace = startTrace(client, record);
    for (const span of spans) if (span.trace_id === record.id) replaySpan(trace, span);
    trace.update({
      ...endOf(record),
      ...(record.thread_id !== undefined && { threadId: record.thread_id }),
    });
  }
}

function startTrace(client: Opik, record: TraceRecord): SdkTrace {
  return client.trace({
    ...startOf(record),
    ...(record.project_name !== undefined && { projectName: record.project_name }),
    ...(record.environment !== undefined && { environment: record.environment }),
  });
}

function replaySpan(trace: SdkTrace, record: SpanRecord): void {
  const { parent_span_id: parentSpanId, model, provider, usage } = record;
  const span = trace.span({
    ...startOf(record),
    type: record.type,
    ...(parentSpanId !== undefined && { parentSpanId }),
  });
  span.update({
    ...endOf(record),
    ...(model !== undefined && { model }),
    ...(provider !== undefined && { provider }),
    ...(usage !== undefined && { usage: { ...usage } }),
  });
}

function startOf({ id, name, start_time, input }: TraceRecord) {
  return { id, name, startTime: new Date(start_time), ...(input !== undefined && { input: sdkJson(input) }) };
}

function endOf({ end_time, output, metadata, tags, error_info, ttft }: TraceRecord) {
  return {
    ...(end_time !== undefined && { endTime: new Date(end_time) }),
    ...(output !== undefined && { output: sdkJson(output) }),
    ...(metadata !== undefined && { metadata: sdkJson(metadata) }),
    ...(tags !== undefined && { tags: [...tags] }),
    ...(error_info !== undefined && { errorInfo: sdkError(error_info) }),
    ...(ttft !== undefined && { ttft }),
  };
}

function sdkError({ exception_type, message, traceback }: ErrorInfo) {
  return { exceptionType: exception_type, traceback, ...(message !== undefined && { message }) };
}

/** @throws Error for what the SDK does not take as a field, such as a number. */
function sdkJson(value: unknown): SdkJson {
  if (typeof value === "string") return value;
  if (isJsonObject(value)) return { ...value };
  const items: JsonObject[] = asList(value).filter(isJsonObject);
  if (!Array.isArray(value) || items.length < value.length)
    throw new Error(`No field's value: ${JSON.stringify(value)}`);
  return items.map((item) => ({ ...item }));
}
