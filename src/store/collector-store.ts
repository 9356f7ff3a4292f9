import type { PriceList } from "../prices/published-prices.js";
import type { SpanRecord, TraceRecord } from "../records/record.js";
import type { WorkOptions } from "../records/record-store.js";
import { keepProcessAlive } from "../runtime/keep-process-alive.js";
import { systemClock } from "../runtime/system-clock.js";
import { cachedMetrics } from "./cache/cached-metrics.js";
import { ALL_TIME, type CoveredTime, type MetricsCache } from "./cache/metrics-cache.js";
import type { RecordRow } from "./db/columns.js";
import { type Db, dbError } from "./db/db.js";
import { isServer } from "./db/store-location.js";
import type { TableNames } from "./db/table-names.js";
import {
  type FeedbackScore,
  findScores,
  findTraceScores,
  listScoreNames,
  type ScoredEntity,
} from "./opik/find-scores.js";
import { findThreads, type ThreadSearch, type ThreadSummary } from "./opik/find-threads.js";
import {
  deleteOpikObjects,
  findOpikObjects,
  type KeptOpikObject,
  type OpikObject,
  type OpikObjectSearch,
  writeOpikObjects,
} from "./opik/opik-objects.js";
import {
  countFound,
  type FoundSpan,
  type FoundTrace,
  type RecordSearch,
  type SpanRecordSearch,
  searchSpans,
  searchTraces,
} from "./opik/search-records.js";
import { deleteScores, writeScores } from "./opik/write-scores.js";
import { dayPartitions, NO_PARTITIONS, tablesWithin } from "./partitions/day-partitions.js";
import {
  type AttachmentSummary,
  findAttachments,
  findAttachmentsOf,
  readAttachment,
  readAttachments,
} from "./read/attachments.js";
import { countRecords } from "./read/count-records.js";
import { countTraces } from "./read/count-traces.js";
import { type Criteria, containing, type Filter } from "./read/filter.js";
import { findPage, findPageWithin, type SearchedPage } from "./read/find-page.js";
import { countTraceIds, findTraceIds } from "./read/find-trace-ids.js";
import { getTrace } from "./read/get-trace.js";
import { listProjects } from "./read/list-projects.js";
import { orphanSpanSearch } from "./read/orphan-span-search.js";
import { findPartialIds, type KeptRecord, readSpanRecords, readTraceRecords } from "./read/read-records.js";
import { readTraces } from "./read/read-traces.js";
import { spanSearch } from "./read/span-search.js";
import { timeRange } from "./read/time-window.js";
import { type SortedTraceFilter, type TraceSummary, traceSearch } from "./read/trace-search.js";
import {
  findPreviousCall,
  findSpansWithText,
  findTraceSpans,
  type PreviousCall,
  type TraceSpan,
} from "./read/trace-spans.js";
import type { ErrorRate } from "./stats/error-stats.js";
import { errorRates } from "./stats/error-stats.js";
import { databaseMetrics } from "./stats/metrics.js";
import { loadPriceList, type ModelPrices } from "./stats/price-list.js";
import type { RunQuery } from "./stats/runs.js";
import { storeError } from "./store-failure.js";
import type { TraceStore } from "./trace-store.js";
import { adoptAttachments, deleteAttachments } from "./write/attachment-changes.js";
import { deleteSpans, deleteTraces } from "./write/delete-traces.js";
import { withEstimatedCosts } from "./write/estimated-costs.js";
import { freeSpace } from "./write/free-space.js";
import { hasStatistics, refreshStatistics } from "./write/planner-statistics.js";
import { deleteOlderThan } from "./write/retention.js";
import { createWriteStatements } from "./write/upsert.js";
import { type BatchOutcome, writeBatch } from "./write/write-batch.js";
import { writeRecords } from "./write/write-records.js";

/** How many traces a search reads at a time, and when it stops: after the first part that ends later than `timeMs`. */
interface SearchEffort {
  readonly rows: number;
  readonly timeMs: number;
}

/**
 * A trace store with the methods that only the command `ui` needs: for what its page shows, and what Opik's SDKs send
 * and search.
 */
export interface CollectorStore extends TraceStore {
  /** Traces as far as a search gets in a limited time: no index covers their texts and their costs. */
  findTracesWithin(filter: SortedTraceFilter, effort: SearchEffort): Promise<SearchedPage<TraceSummary>>;
  /** The spans of one trace, by start time, without their values. */
  findTraceSpans(traceId: string): Promise<readonly TraceSpan[]>;
  /** The ids of a trace's spans whose input or output contains this text, ignoring case, by start time. */
  findSpansWithText(traceId: string, text: string): Promise<readonly string[]>;
  /**
   * The last model call of the same trace that began before this span. For the first call of a trace, the first call of
   * the previous turn in its thread.
   */
  findPreviousCall(spanId: string): Promise<PreviousCall | undefined>;
  /** Those of these traces that are stored, in Opik's wire form. */
  readTraceRecords(ids: readonly string[]): Promise<readonly KeptRecord<TraceRecord>[]>;
  /** Those of these spans that are stored, in Opik's wire form. */
  readSpanRecords(ids: readonly string[]): Promise<readonly KeptRecord<SpanRecord>[]>;
  /** Those of these records that were updated before they were written. */
  findPartialIds(kind: "trace" | "span", ids: readonly string[]): Promise<readonly string[]>;
  /** The projects that have traces, by name. */
  listProjects(): Promise<readonly string[]>;
  /** How many runs there were and how many failed: the first part of `errorStats`. */
  errorRates(query?: RunQuery): Promise<readonly ErrorRate[]>;
  /** Feedback scores of a trace and of its spans, by name. */
  findTraceScores(traceId: string): Promise<readonly FeedbackScore[]>;
  /** Feedback scores of these traces, spans or threads, by name. */
  findScores(entityType: ScoredEntity, entityIds: readonly string[]): Promise<readonly FeedbackScore[]>;
  /** The names of the scores of traces, spans or threads. */
  listScoreNames(entityType: ScoredEntity): Promise<readonly string[]>;
  /** Stores feedback scores; of two scores with the same name for the same thing the later one counts. */
  writeScores(scores: readonly FeedbackScore[]): Promise<void>;
  /** Deletes the scores of these names. */
  deleteScores(entityType: ScoredEntity, entityId: string, names: readonly string[]): Promise<void>;
  /** The attachments of these traces or spans themselves, without their data, oldest first. */
  findAttachmentsOf(entityIds: readonly string[]): Promise<readonly AttachmentSummary[]>;
  deleteAttachments(ids: readonly string[]): Promise<void>;
  /**
   * Moves attachments that came before their span, and were stored with the span's id in place of their trace's, to the
   * traces of spans that have come since. Returns how many still wait.
   */
  adoptAttachments(): Promise<number>;
  /** Traces for Opik's own searches, the newest ids first. */
  searchTraces(search: RecordSearch): Promise<readonly FoundTrace[]>;
  /** The same for spans. */
  searchSpans(search: SpanRecordSearch): Promise<readonly FoundSpan[]>;
  /** How many a search would find, without its limit. */
  countFound(kind: "trace" | "span", search: SpanRecordSearch): Promise<number>;
  /** Conversations, those with the newest turn first. */
  findThreads(search: ThreadSearch): Promise<readonly ThreadSummary[]>;
  /** Objects that Opik's SDK keeps beside traces, the newest ids first. */
  findOpikObjects(search: OpikObjectSearch): Promise<readonly KeptOpikObject[]>;
  /** Stores such objects; one with a known id replaces it. */
  writeOpikObjects(objects: readonly OpikObject[]): Promise<void>;
  /** Deletes such objects with their parts. */
  deleteOpikObjects(ids: readonly string[]): Promise<void>;
  /** Deletes these spans with their attachments, and returns how many spans there were. */
  deleteSpans(ids: readonly string[]): Promise<number>;
  /**
   * Lets the database update the statistics of its tables, which a server does by itself and an embedded one never
   * does: without them it reads whole tables instead of using its indexes.
   */
  refreshStatistics(): Promise<void>;
  /** Lets what is new take the place of what was deleted or replaced, which a server does by itself. */
  freeSpace(): Promise<void>;
  /** Whether it has ever looked. */
  hasStatistics(): Promise<boolean>;
}

/**
 * From the first start to the last end: fields of a trace, such as its thread, are also used in queries for its spans.
 */
function timeOf(rows: readonly RecordRow[]): CoveredTime {
  const times = rows
    .flatMap((one) => (one.kind === "attachment" ? [] : [one.row]))
    .flatMap(({ start_time, end_time }) => [start_time ?? "", end_time ?? start_time ?? ""])
    .sort();
  return { from: times[0] ?? "", to: times.at(-1) ?? "" };
}

export interface CollectorStoreParts {
  readonly db: Db;
  readonly names: TableNames;
  /** For messages. */
  readonly place: string;
  readonly prices: ModelPrices;
  readonly cache: MetricsCache;
}

/** The store in a database that has its tables. */
export function collectorStore({ db, names, place, prices, cache }: CollectorStoreParts): CollectorStore {
  const withStoreErrors = async <T>(answer: () => Promise<T>): Promise<T> => {
    try {
      return await answer();
    } catch (error) {
      throw storeError(error, place);
    }
  };
  const answered = <T>(answer: () => Promise<T>) => keepProcessAlive(() => withStoreErrors(answer));
  const answeredFor = ({ background = false }: WorkOptions = {}) => (background ? withStoreErrors : answered);
  const writeStatements = createWriteStatements(names);
  let priceList: Promise<PriceList> | undefined;
  const loadPrices = () => (priceList ??= loadPriceList(prices));
  const tablesFor = async ({ window }: Criteria, nowMs: number) =>
    window === undefined ? names : tablesWithin(db, names, timeRange(window, nowMs));
  const asked = <T>(criteria: Criteria, answer: (tables: TableNames, nowMs: number) => Promise<T>) =>
    answered(async () => {
      const nowMs = systemClock.wallTimeMs();
      return answer(await tablesFor(criteria, nowMs), nowMs);
    });
  const metrics = cachedMetrics(databaseMetrics({ db, tablesFor, loadPrices }), cache);
  const partitions = names.partitions === "day" ? dayPartitions(db, names) : NO_PARTITIONS;
  const writeRows = async (rows: readonly RecordRow[]): Promise<BatchOutcome> => {
    try {
      const prepared = await partitions.prepare(rows);
      return await writeBatch(db, (some) => [...prepared, ...writeStatements(some)], rows);
    } catch (error) {
      return { kind: "unavailable", error: dbError(error) };
    }
  };
  const write = async (given: readonly RecordRow[]) => {
    const rows = await withEstimatedCosts(given, loadPrices);
    const outcome = await writeRows(rows);
    if (rows.some(({ kind }) => kind !== "attachment")) await cache.drop(timeOf(rows));
    return outcome;
  };
  const uncachedAfter = async <T>(change: () => Promise<T>): Promise<T> => {
    try {
      return await change();
    } finally {
      await cache.drop(ALL_TIME);
    }
  };
  const readOrphanSpans = (filter: Filter = {}) =>
    asked(filter, (tables, nowMs) => findPage(db, orphanSpanSearch(tables, filter), nowMs));
  return {
    place,
    tablePrefix: names.prefix,
    partitions: names.partitions,
    write: (kind, records, options) => answeredFor(options)(() => writeRecords({ write, place }, kind, records)),
    findTraceSpans: (traceId) => answered(() => findTraceSpans(db, names, traceId)),
    findSpansWithText: (traceId, text) => answered(() => findSpansWithText(db, names, traceId, containing(text))),
    findPreviousCall: (spanId) => answered(() => findPreviousCall(db, names, spanId)),
    readTraceRecords: (ids) => answered(() => readTraceRecords(db, names, ids)),
    readSpanRecords: (ids) => answered(() => readSpanRecords(db, names, ids)),
    findPartialIds: (kind, ids) => answered(() => findPartialIds(db, names, kind, ids)),
    listProjects: () => answered(() => listProjects(db, names)),
    errorRates: (query = {}) => asked(query, (tables, nowMs) => errorRates(db, tables, query, nowMs)),
    findTraceScores: (traceId) => answered(() => findTraceScores(db, names, traceId)),
    findScores: (entityType, ids) => answered(() => findScores(db, names, entityType, ids)),
    listScoreNames: (entityType) => answered(() => listScoreNames(db, names, entityType)),
    writeScores: (scores) => answered(() => writeScores(db, names, scores)),
    deleteScores: (entityType, id, scoreNames) => answered(() => deleteScores(db, names, entityType, id, scoreNames)),
    getTrace: (id) => answered(() => getTrace(db, names, id)),
    readAttachments: (traceId) => answered(() => readAttachments(db, names, traceId)),
    findAttachments: (traceIds) => answered(() => findAttachments(db, names, traceIds)),
    readAttachment: (id) => answered(() => readAttachment(db, names, id)),
    findAttachmentsOf: (entityIds) => answered(() => findAttachmentsOf(db, names, entityIds)),
    deleteAttachments: (ids) => answered(() => deleteAttachments(db, names, ids)),
    adoptAttachments: () => answered(() => adoptAttachments(db, names)),
    findTraces: (filter = {}) => asked(filter, (tables, nowMs) => findPage(db, traceSearch(tables, filter), nowMs)),
    findTracesWithin: (filter, { rows, timeMs }) =>
      asked(filter, (tables, nowMs) => {
        const startMs = systemClock.elapsedMs();
        const isTimeUp = () => systemClock.elapsedMs() - startMs >= timeMs;
        const searchFor = (part: SortedTraceFilter) => traceSearch(tables, part);
        return findPageWithin(db, searchFor, filter, nowMs, { rows, isTimeUp });
      }),
    countTraces: (criteria = {}) => asked(criteria, (tables, nowMs) => countTraces(db, tables, criteria, nowMs)),
    countRecords: (criteria = {}) => asked(criteria, (tables, nowMs) => countRecords(db, tables, criteria, nowMs)),
    findTraceIds: (part) => answered(() => findTraceIds(db, names, part)),
    countTraceIds: (part) => answered(() => countTraceIds(db, names, part)),
    findSpans: (filter = {}) => asked(filter, (tables, nowMs) => findPage(db, spanSearch(tables, filter), nowMs)),
    readTraces: (filter = {}) => asked(filter, (tables, nowMs) => readTraces(db, tables, filter, nowMs)),
    readOrphanSpans,
    // oxlint-disable-next-line typescript/no-deprecated -- programs that were written for the old name call it
    readLooseSpans: readOrphanSpans,
    latencyStats: (query) => answered(() => metrics.latencyStats(query)),
    latencyHistogram: (query) => answered(() => metrics.latencyHistogram(query)),
    errorStats: (query) => answered(() => metrics.errorStats(query)),
    tokenStats: (query) => answered(() => metrics.tokenStats(query)),
    fallbackStats: (criteria) => answered(() => metrics.fallbackStats(criteria)),
    cacheStats: (query) => answered(() => metrics.cacheStats(query)),
    deleteOlderThan: (days, options) =>
      answeredFor(options)(() => uncachedAfter(() => deleteOlderThan(db, names, days, options))),
    deleteTraces: (ids) => answered(() => uncachedAfter(() => deleteTraces(db, names, ids))),
    searchTraces: (search) => answered(() => searchTraces(db, names, search, systemClock.wallTimeMs())),
    searchSpans: (search) => answered(() => searchSpans(db, names, search, systemClock.wallTimeMs())),
    countFound: (kind, search) => answered(() => countFound(db, names, kind, search, systemClock.wallTimeMs())),
    findThreads: (search) => answered(() => findThreads(db, names, search)),
    findOpikObjects: (search) => answered(() => findOpikObjects(db, names, search)),
    writeOpikObjects: (objects) => answered(() => writeOpikObjects(db, names, objects)),
    deleteOpikObjects: (ids) => answered(() => deleteOpikObjects(db, names, ids)),
    deleteSpans: (ids) => answered(() => uncachedAfter(() => deleteSpans(db, names, ids))),
    freeSpace: () => answered(() => (isServer(place) ? Promise.resolve() : freeSpace(db, names))),
    refreshStatistics: () => answered(() => refreshStatistics(db, names)),
    hasStatistics: () => answered(() => hasStatistics(db, names)),
    close: () =>
      keepProcessAlive(async () => {
        await cache.close();
        await db.close();
      }),
  };
}
