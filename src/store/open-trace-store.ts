import type { Db } from "./db.js";
import { migrate } from "./migrate.js";
import { openPgDb } from "./pg-db.js";
import { openPgliteDb } from "./pglite-db.js";
import { storeError } from "./store-failure.js";
import { parseLocation, type StoreLocation, shownLocation } from "./store-location.js";
import { tableNames } from "./table-names.js";
import { type TraceStore, traceStore } from "./trace-store.js";

export interface TraceStoreOptions {
  /** Stands before the name of each table and view, such as `opik_`. Default: none. */
  readonly prefix?: string;
  /** The most connections to a server at once. Default: 4. */
  readonly maxConnections?: number;
}

const DEFAULT_MAX_CONNECTIONS = 4;

/**
 * Opens a trace store and brings its tables to this version of the package.
 *
 * @param location - a folder, which holds a PostgreSQL inside this process (needs `@electric-sql/pglite`), or the
 *   address of a server, `postgres://...` (needs `pg`)
 * @throws StoreError, which tells by its `code` what is wrong
 */
export async function openTraceStore(location: string, options: TraceStoreOptions = {}): Promise<TraceStore> {
  const names = tableNames(options.prefix ?? "");
  const parsed = parseLocation(location);
  const place = shownLocation(parsed);
  let db: Db | undefined;
  try {
    db = await openDb(parsed, options);
    await migrate(db, names);
    return traceStore(db, names, place);
  } catch (error) {
    await db?.close().catch(() => undefined);
    throw storeError(error, place);
  }
}

function openDb(location: StoreLocation, { maxConnections = DEFAULT_MAX_CONNECTIONS }: TraceStoreOptions): Promise<Db> {
  return location.kind === "folder" ? openPgliteDb(location.folder) : openPgDb(location.address, { maxConnections });
}
