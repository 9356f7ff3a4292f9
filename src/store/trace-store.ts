import type { SpanRecord } from "../records/record.js";
import type { RecordStore, WorkOptions } from "../records/record-store.js";
import { holdingProcess } from "../runtime/hold-process.js";
import { systemClock } from "../runtime/system-clock.js";
import { cachedMetrics } from "./cache/cached-metrics.js";
import { ALL_TIME, type CoveredTime, type MetricsCache } from "./cache/metrics-cache.js";
import type { RecordRow } from "./db/columns.js";
import type { Db } from "./db/db.js";
import type { TableNames } from "./db/table-names.js";
import { countTraces } from "./read/count-traces.js";
import type { Criteria, Filter } from "./read/filter.js";
import { findPage } from "./read/find-page.js";
import { findTraceIds } from "./read/find-trace-ids.js";
import { getTrace, type StoredTrace } from "./read/get-trace.js";
import { looseSpanSearch } from "./read/loose-span-search.js";
import type { Page } from "./read/page.js";
import { readTraces, type TraceRecords } from "./read/read-traces.js";
import { type SpanSummary, spanSearch } from "./read/span-search.js";
import { type TraceFilter, type TraceSummary, traceSearch } from "./read/trace-search.js";
import { databaseMetrics, type Metrics } from "./stats/metrics.js";
import type { ModelPrices } from "./stats/price-list.js";
import { storeError } from "./store-failure.js";
import { deleteOlderThan, type Pruned, type PruneOptions } from "./write/retention.js";
import { createWriteRows } from "./write/upsert.js";
import { writeBatch } from "./write/write-batch.js";
import { writeRecords } from "./write/write-records.js";

/** Traces in a PostgreSQL database of one's own. What it is asked rejects with a StoreError where it cannot answer. */
export interface TraceStore extends Metrics, RecordStore {
  /** One trace as a tree; undefined where nothing is known of the id. */
  getTrace(id: string): Promise<StoredTrace | undefined>;
  /** Traces, newest first. */
  findTraces(filter?: TraceFilter): Promise<Page<TraceSummary>>;
  /** How many traces fit. */
  countTraces(criteria?: Criteria): Promise<number>;
  /** Ids of traces that begin or end like this: at most ten, and none for fewer than eight characters. */
  findTraceIds(part: string): Promise<readonly string[]>;
  /** Spans, newest first. */
  findSpans(filter?: Filter): Promise<Page<SpanSummary>>;
  /** Whole traces with their spans in Opik's wire form, newest first. */
  readTraces(filter?: Filter): Promise<Page<TraceRecords>>;
  /** Spans whose trace is not stored, in Opik's wire form, newest first. */
  readLooseSpans(filter?: Filter): Promise<Page<SpanRecord>>;
  /** Deletes what started longer ago than so many days, in batches, and tells how much that was. */
  deleteOlderThan(days: number, options?: PruneOptions): Promise<Pruned>;
  /** Lets go of the database. May be called again. */
  close(): Promise<void>;
}

/** From the first start to the last end: what a trace tells, such as its thread, is asked of its spans too. */
function timeOf(rows: readonly RecordRow[]): CoveredTime {
  const times = rows.flatMap(({ row }) => [row.start_time ?? "", row.end_time ?? row.start_time ?? ""]).sort();
  return { from: times[0] ?? "", to: times.at(-1) ?? "" };
}

export interface TraceStoreParts {
  readonly db: Db;
  readonly names: TableNames;
  /** For messages. */
  readonly place: string;
  readonly prices: ModelPrices;
  readonly cache: MetricsCache;
}

/** The store in a database that has its tables. */
export function traceStore({ db, names, place, prices, cache }: TraceStoreParts): TraceStore {
  const told = async <T>(answer: () => Promise<T>): Promise<T> => {
    try {
      return await answer();
    } catch (error) {
      throw storeError(error, place);
    }
  };
  const asked = <T>(answer: () => Promise<T>) => holdingProcess(() => told(answer));
  const askedBy = ({ background = false }: WorkOptions = {}) => (background ? told : asked);
  const writeRows = createWriteRows(names);
  const metrics = cachedMetrics(databaseMetrics(db, names, prices), cache);
  const write = async (rows: readonly RecordRow[]) => {
    const outcome = await writeBatch(db, writeRows, rows);
    await cache.drop(timeOf(rows));
    return outcome;
  };
  return {
    place,
    tablePrefix: names.prefix,
    write: (kind, records, options) => askedBy(options)(() => writeRecords({ write, place }, kind, records)),
    getTrace: (id) => asked(() => getTrace(db, names, id)),
    findTraces: (filter = {}) => asked(() => findPage(db, traceSearch(names, filter), systemClock.wallTimeMs())),
    countTraces: (criteria = {}) => asked(() => countTraces(db, names, criteria, systemClock.wallTimeMs())),
    findTraceIds: (part) => asked(() => findTraceIds(db, names, part)),
    findSpans: (filter = {}) => asked(() => findPage(db, spanSearch(names, filter), systemClock.wallTimeMs())),
    readTraces: (filter = {}) => asked(() => readTraces(db, names, filter, systemClock.wallTimeMs())),
    readLooseSpans: (filter = {}) =>
      asked(() => findPage(db, looseSpanSearch(names, filter), systemClock.wallTimeMs())),
    latencyStats: (query) => asked(() => metrics.latencyStats(query)),
    latencyHistogram: (query) => asked(() => metrics.latencyHistogram(query)),
    errorStats: (query) => asked(() => metrics.errorStats(query)),
    tokenStats: (query) => asked(() => metrics.tokenStats(query)),
    fallbackStats: (criteria) => asked(() => metrics.fallbackStats(criteria)),
    cacheStats: (query) => asked(() => metrics.cacheStats(query)),
    deleteOlderThan: (days, options) =>
      askedBy(options)(() => deleteOlderThan(db, names, days, options).finally(() => cache.drop(ALL_TIME))),
    close: () =>
      holdingProcess(async () => {
        await cache.close();
        await db.close();
      }),
  };
}
