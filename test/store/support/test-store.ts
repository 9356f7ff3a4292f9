import type { FlushResult, RecordText } from "../../../src/records/record-sink.js";
import { NO_CACHE } from "../../../src/store/cache/metrics-cache.js";
import { migrate } from "../../../src/store/migrate.js";
import { type TableNames, tableNames } from "../../../src/store/table-names.js";
import { type TraceStore, traceStore } from "../../../src/store/trace-store.js";
import type { TestDatabase } from "./databases.js";

/** A store with tables of its own in a database that tests share. */
export interface TestStore extends TraceStore {
  readonly names: TableNames;
  /** Stores records and tells what became of them. */
  put(...records: readonly RecordText[]): Promise<FlushResult>;
}

export async function openTestStore({ db, freshPrefix }: TestDatabase): Promise<TestStore> {
  const names = tableNames(freshPrefix());
  await migrate(db, names);
  const store = traceStore({
    db,
    names,
    place: "the test's database",
    cache: NO_CACHE,
    prices: { "own-model": { input: 1, output: 2 } },
  });
  return { ...store, names, put: (...records) => writeTo(store, records) };
}

export async function writeTo(store: TraceStore, records: readonly RecordText[]): Promise<FlushResult> {
  const writer = store.writer({ flushTimeoutMs: 60_000 });
  for (const record of records) writer.accept(record);
  return writer.close();
}
