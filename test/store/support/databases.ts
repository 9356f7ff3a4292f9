import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Db } from "../../../src/store/db/db.js";
import { openFolderDb } from "../../../src/store/db/folder/open-folder-db.js";
import { openPgDb } from "../../../src/store/db/pg-db.js";
import type { StorePartitions } from "../../../src/store/db/table-names.js";
import { SERVER_ADDRESS } from "../../support/environment.js";
import { placeEmptyStore } from "./empty-store.js";

/** A real database for tests, which is gone without a trace after `remove`. */
export interface TestDatabase {
  readonly db: Db;
  /** How tests make tables in it. */
  readonly partitions: StorePartitions;
  /** A prefix for tables that no other test has. */
  readonly freshPrefix: () => string;
  remove(): Promise<void>;
}

export interface Backend {
  readonly name: string;
  readonly open: () => Promise<TestDatabase>;
}

/** PGlite always, also as other processes reach it, and PostgreSQL where there is a server. */
export const BACKENDS: readonly Backend[] = [
  { name: "PGlite", open: openTestPglite },
  { name: "PGlite, through its owner's socket", open: openSharedPglite },
  ...(SERVER_ADDRESS === undefined ? [] : [{ name: "PostgreSQL", open: () => openTestServer("none") }]),
];

/** Where there is a server: the same with tables in partitions by day. */
export const PARTITIONED_BACKENDS: readonly Backend[] =
  SERVER_ADDRESS === undefined ? [] : [{ name: "partitions of PostgreSQL", open: () => openTestServer("day") }];

export async function openTestServer(partitions: StorePartitions): Promise<TestDatabase> {
  return testDatabase(await openPgDb(SERVER_ADDRESS ?? "", { maxConnections: 8 }), partitions);
}

export async function openTestPglite(): Promise<TestDatabase> {
  const folder = placeEmptyStore(temporaryFolder());
  const database = testDatabase(await openFolderDb(folder));
  return {
    ...database,
    remove: async () => {
      await database.remove();
      rmSync(folder, { recursive: true });
    },
  };
}

async function openSharedPglite(): Promise<TestDatabase> {
  const folder = placeEmptyStore(temporaryFolder());
  const owner = await openFolderDb(folder);
  const database = testDatabase(await openFolderDb(folder));
  return {
    ...database,
    remove: async () => {
      await database.remove();
      await owner.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "trace-store-"));
}

function testDatabase(db: Db, partitions: StorePartitions = "none"): TestDatabase {
  const prefixes: string[] = [];
  return {
    db,
    partitions,
    freshPrefix() {
      const prefix = `t${process.pid}_${Date.now().toString(36)}_${prefixes.length}_`;
      prefixes.push(prefix);
      return prefix;
    },
    async remove() {
      for (const prefix of prefixes) await dropTables(db, prefix);
      await db.close();
    },
  };
}

async function dropTables(db: Db, prefix: string): Promise<void> {
  const rows = await db.query(
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE $1",
    [`${prefix.replaceAll("_", "\\_")}%`],
  );
  for (const { tablename } of rows) await db.query(`DROP TABLE IF EXISTS "${String(tablename)}" CASCADE`);
}
