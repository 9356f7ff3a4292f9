import type { SpanRecord, TraceRecord } from "../../records/record.js";
import type { SpanKind } from "../../records/span-kind.js";
import type { AttachmentSummary } from "../../store/read/attachments.js";
import type { SpanSummary } from "../../store/read/span-search.js";
import type { TraceSort, TraceSummary } from "../../store/read/trace-search.js";
import type { PreviousCall } from "../../store/read/trace-spans.js";
import type { Metrics } from "../../store/stats/metrics.js";

/**
 * What the viewer's server answers its page, as JSON under `/viewer/api`. The page imports these types alone, and the
 * server answers in them. Where a request cannot be answered it is `PageError` with a status of 400 or more.
 */

/** `GET /viewer/api/status`: what the page shows in its head, and how a program reaches this server. */
export interface ServerStatus {
  readonly version: string;
  /** Where traces are kept, without a password. */
  readonly store: string;
  /** The value for `OPIK_URL_OVERRIDE`, such as `http://localhost:5273/api`. */
  readonly ingestUrl: string;
  /** Set where the last write or read of the store failed, in words for a person. */
  readonly storeProblem?: string;
  /** The projects that have traces, by name. */
  readonly projects: readonly string[];
  /** The start of a trace's address in the Opik that is configured beside this one; its id is added to it. */
  readonly opikTraceUrl?: string;
}

export interface PageError {
  /** A sentence for the person, without secrets. */
  readonly message: string;
}

/**
 * The query of `GET /viewer/api/traces`, and of the page's own address: fields that are left out do not matter, and all
 * given ones must hold.
 */
export interface TraceQuery {
  /** A part of the input or the output; case is ignored. */
  readonly text?: string;
  /** A part of the name; case is ignored. */
  readonly name?: string;
  readonly project?: string;
  readonly thread?: string;
  readonly tag?: string;
  /** One of its spans has this name. */
  readonly span?: string;
  /** One of its spans was answered by this model. */
  readonly model?: string;
  readonly agent?: string;
  readonly failed?: "true";
  readonly retried?: "true";
  readonly fellBack?: "true";
  /** Not ended yet. */
  readonly open?: "true";
  /** Milliseconds, as decimal text. */
  readonly slowerThanMs?: string;
  /** US dollars, as decimal text. */
  readonly dearerThan?: string;
  /** `15m`, `24h`, `7d`; or `from` and `to` in ISO 8601. */
  readonly window?: string;
  readonly from?: string;
  readonly to?: string;
  /** What comes first: the longest, the most tokens, the dearest. Traces without it are left out. Default: the newest. */
  readonly sort?: TraceSort;
  /** From 1 to 1,000, as decimal text. Default: 100. */
  readonly limit?: string;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface TraceRow extends TraceSummary {
  /** Of all its model calls, recorded or estimated, in US dollars. Absent where none has a price. */
  readonly cost?: number;
  /** Whether an amount in `cost` is an estimate by the list of prices. */
  readonly costEstimated?: boolean;
}

/** `GET /viewer/api/traces`, newest first, unless something else is asked for. */
export interface TraceList {
  readonly traces: readonly TraceRow[];
  /** For `after`; absent on the last page. */
  readonly next?: string;
  /** Set where looking for a text or a cost took so long that the server answers before it has a page: `next` goes on. */
  readonly searchedUntil?: string;
}

/** `GET /viewer/api/activity?window=1h`, with the query of the list: traces by start time. */
export interface Activity {
  readonly bucketMs: number;
  /** The oldest first, without gaps. */
  readonly buckets: readonly { readonly startTime: string; readonly traces: number; readonly failed: number }[];
}

/** A span without its input, output and metadata, for the tree and the waterfall. */
export interface SpanLine extends SpanSummary {
  readonly attemptReason?: string;
  /** The node of a LangGraph graph that it ran in. */
  readonly graphNode?: string;
  /** The step of the graph, from 0. */
  readonly graphStep?: number;
  readonly costEstimated?: boolean;
}

/** `GET /viewer/api/traces/{id}`; 404 where it is unknown. */
export interface TraceDetail {
  readonly row: TraceRow;
  /** In Opik's wire form. Absent where its spans have come and it has not. */
  readonly trace?: TraceRecord;
  /** By start time. */
  readonly spans: readonly SpanLine[];
  /** Without data: that is `GET /viewer/api/attachments/{id}`, its bytes. */
  readonly attachments: readonly AttachmentSummary[];
  readonly scores: readonly Score[];
}

/** `GET /viewer/api/traces/{traceId}/spans/{id}`. */
export interface SpanDetail {
  readonly span: SpanRecord;
  readonly kind: SpanKind;
  /**
   * The messages of the model call before this one, to mark what changed: of the same trace, or of the turn before where
   * this is the first of its trace.
   */
  readonly previousCall?: PreviousCall;
  readonly scores: readonly Score[];
}

/** A feedback score. */
export interface Score {
  /** The span; absent where the trace itself was scored. */
  readonly spanId?: string;
  readonly name: string;
  readonly value: number;
  readonly reason?: string;
  readonly source?: string;
}

/** `GET /viewer/api/traces/{id}/search?text=…`: the spans whose input or output has it, by start time. */
export interface SpanMatches {
  readonly spanIds: readonly string[];
}

/** `GET /viewer/api/threads/{id}?project=…`: a conversation, the oldest turn first. */
export interface Thread {
  readonly id: string;
  readonly turns: readonly (TraceRow & { readonly output?: unknown })[];
}

type Answer<Name extends keyof Metrics> = Awaited<ReturnType<Metrics[Name]>>;

/** `GET /viewer/api/metrics?window=24h&project=…`. */
export interface MetricsData {
  /** The length of one time bucket, such as `30m`. */
  readonly bucket: string;
  /** Of all traces together; empty where none has ended. */
  readonly latency: Answer<"latencyStats">;
  readonly latencyOverTime: Answer<"latencyStats">;
  readonly latencyByName: Answer<"latencyStats">;
  readonly histogram: Answer<"latencyHistogram">;
  readonly errors: Answer<"errorStats">;
  readonly errorsOverTime: Answer<"errorStats">["rates"];
  readonly tokensByModel: Answer<"tokenStats">;
  readonly tokensByModelOverTime: Answer<"tokenStats">;
  readonly tokensByAgent: Answer<"tokenStats">;
  readonly fallbacks: Answer<"fallbackStats">;
  readonly cache: Answer<"cacheStats">;
}

/**
 * The events of `GET /viewer/api/live` (server-sent). Many writes in a short time are one event.
 * - `traces`: these traces have changed or are new.
 * - `status`: the store failed, or works again.
 */
export interface LiveTraces {
  readonly traceIds: readonly string[];
}

/**
 * `GET /viewer/api/traces/{id}/export?as=ndjson|dataset-item|expectation`: a file to save. `ndjson` is what the command
 * `export` writes, `dataset-item` one item of an Opik dataset, `expectation` a test with `langchain-opik/testing`.
 */
export type ExportForm = "ndjson" | "dataset-item" | "expectation";
