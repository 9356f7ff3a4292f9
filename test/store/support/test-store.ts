import type { SerializedRecord } from "../../../src/records/record-sink.js";
import type { StoredCounts } from "../../../src/records/record-store.js";
import { NO_CACHE } from "../../../src/store/cache/metrics-cache.js";
import type { CollectorStore } from "../../../src/store/collector-store.js";
import { collectorStore } from "../../../src/store/collector-store.js";
import { migrate } from "../../../src/store/db/migrate.js";
import { type TableNames, tableNames } from "../../../src/store/db/table-names.js";
import type { TraceStore } from "../../../src/store/trace-store.js";
import type { TestDatabase } from "./databases.js";

/** A store with tables of its own in a database that tests share. */
export interface TestStore extends CollectorStore {
  readonly names: TableNames;
  /** Stores records and tells what became of them. */
  put(...records: readonly SerializedRecord[]): Promise<StoredCounts>;
}

export async function openTestStore({ db, freshPrefix, partitions }: TestDatabase): Promise<TestStore> {
  const names = tableNames(freshPrefix(), partitions);
  await migrate(db, names);
  const store = collectorStore({
    db,
    names,
    place: "the test's database",
    cache: NO_CACHE,
    prices: { "own-model": { input: 1, output: 2 } },
  });
  return { ...store, names, put: (...records) => writeTo(store, records) };
}

/** One kind after the other; a text that is no JSON is a record that cannot be read. */
export async function writeTo(store: TraceStore, records: readonly SerializedRecord[]): Promise<StoredCounts> {
  const valuesOf = (wanted: SerializedRecord["kind"]) =>
    records.flatMap(({ kind, json }) => (kind === wanted ? [parsed(json)] : []));
  const traces = await store.write("trace", valuesOf("trace"));
  const spans = await store.write("span", valuesOf("span"));
  const attachments = await store.write("attachment", valuesOf("attachment"));
  return {
    stored: traces.stored + spans.stored + attachments.stored,
    refused: traces.refused + spans.refused + attachments.refused,
    unreadable: traces.unreadable + spans.unreadable + attachments.unreadable,
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
