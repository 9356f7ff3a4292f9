import { microsOfIso } from "../../../../src/records/iso-time.js";
import { asJsonObject, asText } from "../../../../src/records/json/json-object.js";
import { modelName } from "../../../../src/records/model-name.js";
import type { SpanRecord, TraceRecord } from "../../../../src/records/record.js";
import { kindOf } from "../../../../src/records/span-kind.js";
import type { AttachmentSummary } from "../../../../src/store/read/attachments.js";
import type {
  Activity,
  SpanDetail,
  SpanLine,
  TraceDetail,
  TraceList,
  TraceQuery,
  TraceRow,
} from "../../../../src/viewer/page-api/page-data.js";

/** Records of the real handler, and what the viewer's server says of them. */
export class TraceBook {
  readonly #traces = new Map<string, TraceRecord>();
  readonly #spans = new Map<string, Map<string, SpanRecord>>();
  /** Made up for lists of a length that no handler would write in a test. */
  readonly madeUpRows: TraceRow[] = [];

  /** Media of traces, with its bytes. */
  readonly attachments: (AttachmentSummary & { readonly traceId: string; readonly content: Buffer })[] = [];

  write(traces: readonly TraceRecord[], spans: readonly SpanRecord[]): void {
    for (const trace of traces) this.#traces.set(trace.id, trace);
    for (const span of spans) {
      const ofTrace = this.#spans.get(span.trace_id) ?? new Map<string, SpanRecord>();
      this.#spans.set(span.trace_id, ofTrace.set(span.id, span));
    }
  }

  clear(): void {
    this.#traces.clear();
    this.#spans.clear();
    this.madeUpRows.length = 0;
    this.attachments.length = 0;
  }

  get projects(): readonly string[] {
    return [...new Set([...this.#traces.values()].flatMap(({ project_name: project }) => project ?? []))];
  }

  traces(query: TraceQuery): TraceList {
    const all = this.#rows(query);
    const start = query.after === undefined ? 0 : Number(query.after);
    const end = start + Number(query.limit ?? "100");
    return { traces: all.slice(start, end), ...(end < all.length && { next: String(end) }) };
  }

  #rows(query: TraceQuery): readonly TraceRow[] {
    const rows = [...[...this.#traces.values()].map((trace) => this.#row(trace)), ...this.madeUpRows];
    const { limit: _limit, after: _after, ...criteria } = query;
    const fitting = Object.keys(criteria).length === 0 ? rows : rows.filter((row) => this.#fits(row, criteria));
    return fitting.sort((a, b) => (a.startTime < b.startTime || (a.startTime === b.startTime && a.id < b.id) ? 1 : -1));
  }

  #fits(row: TraceRow, query: TraceQuery): boolean {
    const { text, name, project, thread, tag, model, agent, failed, retried, fellBack, open } = query;
    const spans = this.#spanRecords(row.id);
    const record = this.#traces.get(row.id);
    const said = () => JSON.stringify([record?.input, record?.output]).toLowerCase();
    return [
      text === undefined || said().includes(text.toLowerCase()),
      name === undefined || row.name.includes(name),
      project === undefined || row.project === project,
      thread === undefined || row.thread === thread,
      tag === undefined || row.tags.includes(tag),
      model === undefined || row.model === model || spans.some((span) => modelName(span) === model),
      agent === undefined || row.agent === agent,
      failed === undefined || row.status === "error",
      open === undefined || row.status === "open",
      retried === undefined || (row.retries ?? 0) > 0,
      fellBack === undefined || (row.fallbacks ?? 0) > 0,
      query.slowerThanMs === undefined || (row.durationMs ?? 0) > Number(query.slowerThanMs),
      query.dearerThan === undefined || (row.cost ?? 0) > Number(query.dearerThan),
    ].every(Boolean);
  }

  #row(trace: TraceRecord): TraceRow {
    const summary = asJsonObject(trace.metadata?.summary);
    const number = (name: string) => (typeof summary[name] === "number" ? { [name]: summary[name] } : {});
    const answeredBy = asJsonObject(summary.answered_by);
    const { total_tokens: totalTokens } = summary;
    const model = asText(answeredBy.model);
    const agent = asText(trace.metadata?.agent_name);
    return {
      ...summaryFields(trace),
      ...number("errors"),
      ...number("retries"),
      ...number("fallbacks"),
      ...(typeof totalTokens === "number" && { totalTokens, cost: totalTokens * 6e-7, costEstimated: true }),
      ...(trace.thread_id !== undefined && { thread: trace.thread_id }),
      ...(model !== undefined && { model }),
      ...(agent !== undefined && { agent }),
      ...(trace.input !== undefined && { input: trace.input }),
    };
  }

  activity(query: TraceQuery, nowMs: number): Activity {
    const bucketMs = 60_000;
    const first = Math.floor(nowMs / bucketMs) * bucketMs - 59 * bucketMs;
    const rows = this.#rows(query);
    const buckets = Array.from({ length: 60 }, (_, index) => {
      const from = first + index * bucketMs;
      const within = rows.filter(({ startTime }) => {
        const time = Date.parse(startTime);
        return time >= from && time < from + bucketMs;
      });
      const failed = within.filter(({ status }) => status === "error").length;
      return { startTime: new Date(from).toISOString(), traces: within.length, failed };
    });
    return { bucketMs, buckets };
  }

  trace(id: string): TraceDetail | undefined {
    const trace = this.#traces.get(id);
    const madeUp = this.madeUpRows.find((row) => row.id === id);
    if (madeUp !== undefined) return { row: madeUp, spans: [], attachments: [], scores: [] };
    if (trace === undefined) return undefined;
    const spans = this.#spanRecords(id).map(spanLine);
    const attachments = this.attachments.filter(({ traceId }) => traceId === id);
    return { row: this.#row(trace), trace, spans, attachments, scores: [] };
  }

  span(traceId: string, id: string): SpanDetail | undefined {
    const spans = this.#spanRecords(traceId);
    const span = spans.find((one) => one.id === id);
    if (span === undefined) return undefined;
    const before = spans
      .filter((one) => one.type === "llm" && one.id !== id && one.start_time < span.start_time)
      .at(-1);
    return {
      span,
      kind: kindOf(span.type, span.metadata?.["opik.kind"]),
      scores: [],
      ...(span.type === "llm" &&
        before !== undefined && { previousCall: { id: before.id, traceId, name: before.name, input: before.input } }),
    };
  }

  search(traceId: string, text: string): readonly string[] {
    return this.#spanRecords(traceId)
      .filter(({ input, output }) => JSON.stringify([input, output]).toLowerCase().includes(text.toLowerCase()))
      .map(({ id }) => id);
  }

  records(traceId: string): readonly unknown[] {
    const trace = this.#traces.get(traceId);
    return trace === undefined ? [] : [trace, ...this.#spanRecords(traceId)];
  }

  thread(id: string): readonly (TraceRow & { readonly output?: unknown })[] {
    return [...this.#traces.values()]
      .filter(({ thread_id: thread }) => thread === id)
      .sort((a, b) => (a.start_time < b.start_time ? -1 : 1))
      .map((trace) => ({ ...this.#row(trace), output: trace.output }));
  }

  #spanRecords(traceId: string): readonly SpanRecord[] {
    return [...(this.#spans.get(traceId)?.values() ?? [])].sort((a, b) => (a.start_time < b.start_time ? -1 : 1));
  }
}

function spanLine(span: SpanRecord): SpanLine {
  const attempt = asJsonObject(span.metadata?.attempt);
  const reason = asText(asJsonObject(attempt.reason).type);
  const graphNode = asText(span.metadata?.langgraph_node);
  const graphStep = span.metadata?.langgraph_step;
  const attemptKind = asText(attempt.kind);
  const model = modelName(span);
  return {
    ...summaryFields(span),
    traceId: span.trace_id,
    kind: kindOf(span.type, span.metadata?.["opik.kind"]),
    ...(span.parent_span_id !== undefined && { parentSpanId: span.parent_span_id }),
    ...(typeof attempt.number === "number" && { attemptNumber: attempt.number }),
    ...(attemptKind !== undefined && { attemptKind }),
    ...(reason !== undefined && { attemptReason: reason }),
    ...(graphNode !== undefined && { graphNode }),
    ...(typeof graphStep === "number" && { graphStep }),
    ...(model !== undefined && { model }),
    ...(span.provider !== undefined && { provider: span.provider }),
    ...(span.usage !== undefined && {
      promptTokens: span.usage.prompt_tokens ?? 0,
      completionTokens: span.usage.completion_tokens ?? 0,
      totalTokens: span.usage.total_tokens ?? 0,
      cost: (span.usage.total_tokens ?? 0) * 6e-7,
      costEstimated: true,
    }),
  };
}

function summaryFields(record: TraceRecord | SpanRecord) {
  const { id, name, start_time, end_time, error_info: error, ttft, project_name, tags = [], metadata } = record;
  const micros = end_time && (microsOfIso(end_time) ?? 0) - (microsOfIso(start_time) ?? 0);
  return {
    id,
    name,
    status: statusOf(error !== undefined, end_time === undefined, metadata?.abandoned !== undefined),
    startTime: start_time,
    tags,
    ...(end_time !== undefined && { endTime: end_time }),
    ...(typeof micros === "number" && { durationMs: micros / 1000 }),
    ...(error !== undefined && { errorType: error.exception_type, errorMessage: error.message ?? "" }),
    ...(ttft !== undefined && { ttftMs: ttft }),
    ...(project_name !== undefined && { project: project_name }),
  };
}

function statusOf(isFailed: boolean, isOpen: boolean, isAbandoned: boolean): TraceRow["status"] {
  if (isFailed) return "error";
  if (isAbandoned) return "abandoned";
  return isOpen ? "open" : "ok";
}
