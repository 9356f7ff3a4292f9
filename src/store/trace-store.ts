import type { AttachmentRecord, SpanRecord } from "../records/record.js";
import type { RecordStore } from "../records/record-store.js";
import type { StorePartitions } from "./db/table-names.js";
import type { AttachmentSummary, StoredAttachment } from "./read/attachments.js";
import type { RecordCounts } from "./read/count-records.js";
import type { Criteria, Filter } from "./read/filter.js";
import type { StoredTrace } from "./read/get-trace.js";
import type { Page } from "./read/page.js";
import type { TraceRecords } from "./read/read-traces.js";
import type { SpanSummary } from "./read/span-search.js";
import type { TraceFilter, TraceSummary } from "./read/trace-search.js";
import type { Metrics } from "./stats/metrics.js";
import type { Pruned, PruneOptions } from "./write/retention.js";

/** Traces in your own PostgreSQL database. Its methods reject with a StoreError where they fail. */
export interface TraceStore extends Metrics, RecordStore {
  /** How its tables are kept. */
  readonly partitions: StorePartitions;
  /** One trace as a tree; undefined where the id is unknown. */
  getTrace(id: string): Promise<StoredTrace | undefined>;
  /** The attachments of a trace and of its spans, with their data, oldest first. */
  readAttachments(traceId: string): Promise<readonly StoredAttachment[]>;
  /** The attachments of these traces and of their spans, without their data, oldest first. */
  findAttachments(traceIds: readonly string[]): Promise<readonly AttachmentSummary[]>;
  /** One attachment in Opik's wire form, with its data; undefined where the id is unknown. */
  readAttachment(id: string): Promise<AttachmentRecord | undefined>;
  /** Traces, newest first. */
  findTraces(filter?: TraceFilter): Promise<Page<TraceSummary>>;
  /** How many traces match. */
  countTraces(criteria?: Criteria): Promise<number>;
  /** How many records `readTraces` and `readOrphanSpans` give, and how many attachments they have. */
  countRecords(criteria?: Criteria): Promise<RecordCounts>;
  /** Ids of traces that begin or end like this: at most ten, and none for fewer than eight characters. */
  findTraceIds(part: string): Promise<readonly string[]>;
  /** How many traces have an id that begins or ends like this, however short it is. */
  countTraceIds(part: string): Promise<number>;
  /** Spans, newest first. */
  findSpans(filter?: Filter): Promise<Page<SpanSummary>>;
  /** Whole traces with their spans in Opik's wire form, newest first. */
  readTraces(filter?: Filter): Promise<Page<TraceRecords>>;
  /** Spans whose trace is not stored, in Opik's wire form, newest first. */
  readOrphanSpans(filter?: Filter): Promise<Page<SpanRecord>>;
  /** @deprecated The old name of `readOrphanSpans`. */
  readLooseSpans(filter?: Filter): Promise<Page<SpanRecord>>;
  /** Deletes what started more than this many days ago, in batches, and returns how much that was. */
  deleteOlderThan(days: number, options?: PruneOptions): Promise<Pruned>;
  /** Deletes these traces with their spans and attachments, and returns how much that was. */
  deleteTraces(ids: readonly string[]): Promise<Pruned>;
  /** Closes the database. May be called again. */
  close(): Promise<void>;
}
