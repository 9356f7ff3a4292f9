import { rememberAddress } from "../logging/known-secrets.js";
import { warnOnce } from "../logging/warn-once.js";
import type { WorkOptions } from "../records/record-store.js";
import { keepProcessAlive } from "../runtime/keep-process-alive.js";
import { memoryCache } from "./cache/memory-cache.js";
import { type MetricsCache, NO_CACHE } from "./cache/metrics-cache.js";
import { redisCache } from "./cache/redis-cache.js";
import type { CollectorStore } from "./collector-store.js";
import { collectorStore } from "./collector-store.js";
import type { Db } from "./db/db.js";
import { openFolderDb } from "./db/folder/open-folder-db.js";
import { holdsStore } from "./db/folder/store-folder.js";
import { migrate, namesAsMade, namesInUse, schemaVersion } from "./db/migrate.js";
import { openPgDb } from "./db/pg-db.js";
import { parseLocation, type StoreLocation, shownLocation } from "./db/store-location.js";
import { type StorePartitions, type TableNames, tableNames } from "./db/table-names.js";
import { badOption } from "./read/time-window.js";
import { checkPrices, type ModelPrices } from "./stats/price-list.js";
import { StoreError } from "./store-error.js";
import { storeError } from "./store-failure.js";
import type { TraceStore } from "./trace-store.js";

export interface TraceStoreOptions extends WorkOptions {
  /** Prefix of the name of each table and view, such as `opik_`. Default: none. */
  readonly prefix?: string;
  /** Whether a store is made where there is none; `false` is for those who only read. Default: true. */
  readonly create?: boolean;
  /**
   * How the tables of a server are made where there are none: `none` makes whole tables, `day` a partition for each
   * day, which retention drops as one. Existing tables stay as they are, and those of a folder are whole. Default:
   * `none`.
   */
  readonly partitions?: StorePartitions;
  /** The most simultaneous connections to a server. Default: 4. */
  readonly maxConnections?: number;
  /** What models cost, for estimates; overrides the published prices. Default: none. */
  readonly prices?: ModelPrices;
  /**
   * Where results of statistics are kept, for 60 s where the window is an hour or less, and otherwise for 300 s:
   * `memory`, `off`, or the address of a Redis that processes share, such as `redis://localhost:6379` (needs
   * `@redis/client`). Storing something drops the results that it changes. Default: `memory`.
   */
  readonly cache?: "memory" | "off" | `redis://${string}` | `rediss://${string}`;
}

const DEFAULT_MAX_CONNECTIONS = 4;
const PARTITIONS: readonly StorePartitions[] = ["none", "day"];

/**
 * Opens a trace store and brings its tables to this version of the package.
 *
 * @param location - a folder, which holds a PostgreSQL inside this process (needs `@electric-sql/pglite`), or the
 *   address of a server, `postgres://...` (needs `pg`)
 * @throws StoreError, whose `code` says what is wrong
 */
export function openTraceStore(location: string, options: TraceStoreOptions = {}): Promise<TraceStore> {
  return openCollectorStore(location, options);
}

/** The same store with everything that the command `ui` needs. @throws StoreError */
export function openCollectorStore(location: string, options: TraceStoreOptions = {}): Promise<CollectorStore> {
  return options.background === true ? open(location, options) : keepProcessAlive(() => open(location, options));
}

async function open(location: string, options: TraceStoreOptions): Promise<CollectorStore> {
  checkOptions(options);
  const openCache = cacheOf(options.cache);
  const parsed = parseLocation(location);
  const wanted = tableNames(options.prefix ?? "", parsed.kind === "server" ? options.partitions : "none");
  const place = shownLocation(parsed);
  let db: Db | undefined;
  try {
    if (options.create === false && isEmptyFolder(parsed)) throw missingStore(place);
    db = await openDb(parsed, options);
    const found = await namesInUse(db, wanted);
    if (options.create === false && (await schemaVersion(db, found)) === 0) throw missingStore(place);
    await migrate(db, found);
    const names = await namesAsMade(db, found);
    tellOfOtherPartitions(options, names, place);
    const cache = await openCache(`${place}#${names.prefix}`);
    return collectorStore({ db, names, place, prices: options.prices ?? {}, cache });
  } catch (error) {
    await db?.close().catch(() => undefined);
    throw storeError(error, place);
  }
}

function tellOfOtherPartitions({ partitions }: TraceStoreOptions, names: TableNames, place: string): void {
  if (partitions === undefined || partitions === names.partitions) return;
  const kept = names.partitions === "day" ? "in partitions by day" : "whole";
  warnOnce(
    `partitions:${place}#${names.prefix}`,
    `the tables of the trace store at ${place} are ${kept} and stay that way, although partitions is ${partitions}, which applies only to new tables on a server. docs/trace-store.md explains how to move them.`,
  );
}

/** JavaScript callers are not held to the types. @throws StoreError `bad_option` */
function checkOptions({
  maxConnections = DEFAULT_MAX_CONNECTIONS,
  prices = {},
  partitions = "none",
}: TraceStoreOptions): void {
  if (!PARTITIONS.includes(partitions)) throw badOption("partitions", partitions, `one of ${PARTITIONS.join(", ")}`);
  if (!Number.isInteger(maxConnections) || maxConnections < 1) {
    throw badOption("maxConnections", maxConnections, "a whole number of 1 or more");
  }
  checkPrices(prices);
}

function isEmptyFolder(location: StoreLocation): boolean {
  return location.kind === "folder" && !holdsStore(location.folder);
}

function missingStore(place: string): StoreError {
  return new StoreError("missing", `there is no trace store in ${place}. Name another, or write to this one first.`);
}

function openDb(location: StoreLocation, { maxConnections = DEFAULT_MAX_CONNECTIONS }: TraceStoreOptions): Promise<Db> {
  return location.kind === "folder" ? openFolderDb(location.folder) : openPgDb(location.address, { maxConnections });
}

type OpenCache = (scope: string) => MetricsCache | Promise<MetricsCache>;

/** @throws StoreError `bad_option` */
function cacheOf(cache: TraceStoreOptions["cache"] = "memory"): OpenCache {
  if (cache === "memory") return () => memoryCache();
  if (cache === "off") return () => NO_CACHE;
  if (/^rediss?:\/\//.test(cache) && URL.canParse(cache)) {
    rememberAddress(cache);
    return (scope) => redisCache(cache, scope);
  }
  // The address may hold a password.
  throw new StoreError("bad_option", "cache must be memory, off or an address such as redis://localhost:6379.");
}
