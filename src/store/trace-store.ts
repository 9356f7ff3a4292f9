import type { RecordSink } from "../records/record-sink.js";
import type { RecordStore } from "../records/record-store.js";
import { cachedMetrics } from "./cache/cached-metrics.js";
import { ALL_TIME, type CoveredTime, type MetricsCache } from "./cache/metrics-cache.js";
import type { RecordRow } from "./columns.js";
import type { Db } from "./db.js";
import type { Filter } from "./filter.js";
import { findPage } from "./find-page.js";
import { getTrace, type StoredTrace } from "./get-trace.js";
import type { Page } from "./page.js";
import { readTraces, type TraceRecords } from "./read-traces.js";
import { deleteOlderThan, type Pruned, type PruneOptions } from "./retention.js";
import { type SpanSummary, spanSearch } from "./span-search.js";
import { databaseMetrics, type Metrics } from "./stats/metrics.js";
import type { ModelPrices } from "./stats/price-list.js";
import { storeError } from "./store-failure.js";
import type { StoreProblem } from "./store-problem.js";
import { StoreWriter } from "./store-writer.js";
import type { TableNames } from "./table-names.js";
import { type TraceSummary, traceSearch } from "./trace-search.js";
import { createWriteRows } from "./upsert.js";
import { writeBatch } from "./write-batch.js";
import { writeRecords } from "./write-records.js";
import { WRITE_DEFAULTS, type WriteSettings } from "./write-settings.js";

export interface WriterOptions extends Partial<WriteSettings> {
  /** Told of the first problem of each kind. */
  readonly onProblem?: (problem: StoreProblem) => void;
}

/** Traces in a PostgreSQL database of one's own. What it is asked rejects with a StoreError where it cannot answer. */
export interface TraceStore extends Metrics, RecordStore {
  /** One trace as a tree; undefined where nothing is known of the id. */
  getTrace(id: string): Promise<StoredTrace | undefined>;
  /** Traces, newest first. */
  findTraces(filter?: Filter): Promise<Page<TraceSummary>>;
  /** Spans, newest first. */
  findSpans(filter?: Filter): Promise<Page<SpanSummary>>;
  /** Whole traces with their spans in Opik's wire form, newest first. */
  readTraces(filter?: Filter): Promise<Page<TraceRecords>>;
  /** A sink for records; each has a queue of its own. Close it before the store. */
  writer(options?: WriterOptions): RecordSink;
  /** Deletes what started longer ago than so many days, in batches, and tells how much that was. */
  deleteOlderThan(days: number, options?: PruneOptions): Promise<Pruned>;
  /** Lets go of the database. May be called again. */
  close(): Promise<void>;
}

/** When rows that were written started. */
function timeOf(rows: readonly RecordRow[]): CoveredTime {
  const starts = rows.map(({ row }) => row.start_time ?? "").sort();
  return { from: starts[0] ?? "", to: starts.at(-1) ?? "" };
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
  const asked = async <T>(answer: () => Promise<T>): Promise<T> => {
    try {
      return await answer();
    } catch (error) {
      throw storeError(error, place);
    }
  };
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
    write: (kind, records) => asked(() => writeRecords(write, kind, records)),
    getTrace: (id) => asked(() => getTrace(db, names, id)),
    findTraces: (filter = {}) => asked(() => findPage(db, traceSearch(names, filter), Date.now())),
    findSpans: (filter = {}) => asked(() => findPage(db, spanSearch(names, filter), Date.now())),
    readTraces: (filter = {}) => asked(() => readTraces(db, names, filter, Date.now())),
    latencyStats: (query) => asked(() => metrics.latencyStats(query)),
    latencyHistogram: (query) => asked(() => metrics.latencyHistogram(query)),
    errorStats: (query) => asked(() => metrics.errorStats(query)),
    tokenStats: (query) => asked(() => metrics.tokenStats(query)),
    fallbackStats: (criteria) => asked(() => metrics.fallbackStats(criteria)),
    cacheStats: (query) => asked(() => metrics.cacheStats(query)),
    writer: ({ onProblem, ...settings } = {}) =>
      new StoreWriter({
        settings: { ...WRITE_DEFAULTS, ...settings },
        write,
        place,
        onProblem,
      }),
    deleteOlderThan: (days, options) =>
      asked(() => deleteOlderThan(db, names, days, options).finally(() => cache.drop(ALL_TIME))),
    async close() {
      await cache.close();
      await db.close();
    },
  };
}
