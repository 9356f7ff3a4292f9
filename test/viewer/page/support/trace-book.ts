import { asJsonObject, asText } from "../../../../src/records/json/json-object.js";
import { modelName } from "../../../../src/records/model-name.js";
import type { SpanRecord, TraceRecord } from "../../../../src/records/record.js";
import { kindOf } from "../../../../src/records/span-kind.js";
import type { Row } from "../../../../src/store/db/db.js";
import type { AttachmentSummary } from "../../../../src/store/read/attachments.js";
import { presentNumbers, presentTexts } from "../../../../src/store/read/row-fields.js";
import { spanSummary } from "../../../../src/store/read/span-search.js";
import { summaryOf } from "../../../../src/store/read/summary.js";
import { recordRow } from "../../../../src/store/write/record-row.js";
import type {
  Activity,
  SpanDetail,
  SpanLine,
  TraceDetail,
  TraceList,
  TraceQuery,
  TraceRow,
} from "../../../../src/viewer/page-api/page-data.js";

const SORTED_BY = { duration: "durationMs", tokens: "totalTokens", cost: "cost" } as const;

/** What a token costs here, in dollars. */
const PRICE = 6e-7;

/** Records of the real handler, and what the viewer's server says of them. */
export class TraceBook {
  readonly #traces = new Map<string, TraceRecord>();
  readonly #spans = new Map<string, Map<string, SpanRecord>>();
  /** Made up for lists of a length that no handler would write in a test. */
  readonly madeUpRows: TraceRow[] = [];

  /** How far a search for a text comes at each step, the last of which it takes without saying so. */
  readonly unsearched: string[] = [];

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
    this.unsearched.length = 0;
  }

  get projects(): readonly string[] {
    return [...new Set([...this.#traces.values()].flatMap(({ project_name: project }) => project ?? []))];
  }

  traces(query: TraceQuery): TraceList {
    if (this.unsearched.length > 0 && query.text !== undefined) return this.#searched(query);
    const all = this.#rows(query);
    const start = query.after === undefined ? 0 : Number(query.after);
    const end = start + Number(query.limit ?? "100");
    return { traces: all.slice(start, end), ...(end < all.length && { next: String(end) }) };
  }

  /** As a server answers that looks through one part after the other: here each has one trace of those that fit. */
  #searched(query: TraceQuery): TraceList {
    const place = Number(query.after ?? "0");
    const until = this.unsearched[place];
    const traces = this.#rows(query).slice(place, place + 1);
    return { traces, ...(until !== undefined && { next: String(place + 1), searchedUntil: until }) };
  }

  #rows(query: TraceQuery): readonly TraceRow[] {
    const rows = [...[...this.#traces.values()].map((trace) => this.#row(trace)), ...this.madeUpRows];
    const { limit: _limit, after: _after, sort, ...criteria } = query;
    const fitting = Object.keys(criteria).length === 0 ? rows : rows.filter((row) => this.#fits(row, criteria));
    const amount = sort === undefined ? undefined : SORTED_BY[sort];
    if (amount !== undefined)
      return fitting.filter((row) => row[amount] !== undefined).sort((a, b) => (b[amount] ?? 0) - (a[amount] ?? 0));
    return fitting.sort((a, b) => (a.startTime < b.startTime || (a.startTime === b.startTime && a.id < b.id) ? 1 : -1));
  }

  #fits(row: TraceRow, query: TraceQuery): boolean {
    const { text, name, span, project, thread, tag, model, agent, failed, retried, fellBack, open } = query;
    const spans = this.#spanRecords(row.id);
    const record = this.#traces.get(row.id);
    const said = () => JSON.stringify([record?.input, record?.output]).toLowerCase();
    return [
      text === undefined || said().includes(text.toLowerCase()),
      name === undefined || row.name.includes(name),
      project === undefined || row.project === project,
      thread === undefined || row.thread === thread,
      tag === undefined || row.tags.includes(tag),
      span === undefined || spans.some((one) => one.name === span),
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
    const row = rowOf("trace", trace);
    const summary = asJsonObject(trace.metadata?.summary);
    const { tokens } = presentNumbers(row, { tokens: "total_tokens" });
    return {
      ...summaryOf(row),
      ...presentNumbers(summary, { errors: "errors", retries: "retries", fallbacks: "fallbacks" }),
      ...presentTexts(row, { thread: "thread_id" }),
      ...(tokens !== undefined && { cost: tokens * PRICE, costEstimated: true }),
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
  const row = rowOf("span", span);
  const graphNode = asText(span.metadata?.langgraph_node);
  const graphStep = span.metadata?.langgraph_step;
  const { tokens } = presentNumbers(row, { tokens: "total_tokens" });
  return {
    ...spanSummary(row),
    ...presentTexts(row, { attemptReason: "attempt_reason" }),
    ...(graphNode !== undefined && { graphNode }),
    ...(typeof graphStep === "number" && { graphStep }),
    ...(tokens !== undefined && { cost: tokens * PRICE, costEstimated: true }),
  };
}

/** As the store keeps a record, with the texts that it reads of times. */
function rowOf(kind: "trace" | "span", record: TraceRecord | SpanRecord): Row {
  const kept = recordRow(kind, record, 0);
  if (kept === undefined || kept.kind === "attachment") throw new Error("The store takes no such record.");
  return { ...kept.row, start_text: kept.row.start_time, end_text: kept.row.end_time };
}
