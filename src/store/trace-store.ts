import type { RecordSink } from "../records/record-sink.js";
import type { Db } from "./db.js";
import type { Filter } from "./filter.js";
import { findPage } from "./find-page.js";
import { getTrace, type StoredTrace } from "./get-trace.js";
import type { Page } from "./page.js";
import { type SpanSummary, spanSearch } from "./span-search.js";
import { storeError } from "./store-failure.js";
import type { StoreProblem } from "./store-problem.js";
import { StoreWriter } from "./store-writer.js";
import type { TableNames } from "./table-names.js";
import { type TraceSummary, traceSearch } from "./trace-search.js";
import { createWriteRows } from "./upsert.js";
import { writeBatch } from "./write-batch.js";
import { WRITE_DEFAULTS, type WriteSettings } from "./write-settings.js";

export interface WriterOptions extends Partial<WriteSettings> {
  /** Told of the first problem of each kind. */
  readonly onProblem?: (problem: StoreProblem) => void;
}

/** Traces in a PostgreSQL database of one's own. What it is asked rejects with a StoreError where it cannot answer. */
export interface TraceStore {
  /** One trace as a tree; undefined where nothing is known of the id. */
  getTrace(id: string): Promise<StoredTrace | undefined>;
  /** Traces, newest first. */
  findTraces(filter?: Filter): Promise<Page<TraceSummary>>;
  /** Spans, newest first. */
  findSpans(filter?: Filter): Promise<Page<SpanSummary>>;
  /** A sink for records; each has a queue of its own. Close it before the store. */
  writer(options?: WriterOptions): RecordSink;
  /** Lets go of the database. May be called again. */
  close(): Promise<void>;
}

/** The store in a database that has its tables. `place` stands in messages. */
export function traceStore(db: Db, names: TableNames, place: string): TraceStore {
  const asked = async <T>(answer: () => Promise<T>): Promise<T> => {
    try {
      return await answer();
    } catch (error) {
      throw storeError(error, place);
    }
  };
  const writeRows = createWriteRows(names);
  return {
    getTrace: (id) => asked(() => getTrace(db, names, id)),
    findTraces: (filter = {}) => asked(() => findPage(db, traceSearch(names, filter), Date.now())),
    findSpans: (filter = {}) => asked(() => findPage(db, spanSearch(names, filter), Date.now())),
    writer: ({ onProblem, ...settings } = {}) =>
      new StoreWriter({
        settings: { ...WRITE_DEFAULTS, ...settings },
        write: (rows) => writeBatch(db, writeRows, rows),
        place,
        onProblem,
      }),
    close: () => db.close(),
  };
}
