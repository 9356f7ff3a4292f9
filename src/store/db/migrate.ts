import { numberIn } from "../read/row-fields.js";
import { isStoreError, StoreError } from "../store-error.js";
import { type Db, type DbError, dbError, type Queryable } from "./db.js";
import { MIGRATIONS } from "./migrations/all-migrations.js";
import type { Migration } from "./migrations/migration.js";
import { OLD_MIGRATIONS, type TableNames } from "./table-names.js";

/**
 * Brings the tables to this version of the package, each step in a transaction of its own. Processes that start at once
 * wait for one another; those that come late find nothing to do.
 *
 * @throws StoreError `newer_schema`, `foreign_schema`; DbError
 */
export async function migrate(db: Db, names: TableNames, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  let version = await schemaVersion(db, names);
  for (let next = migrations[version]; next !== undefined; next = migrations[version]) {
    // Another process may have made the first tables meanwhile, in another way.
    const failure = await apply(db, await namesAsMade(db, names), next);
    const reached = await schemaVersion(db, names);
    // Another process took the step, and this one failed for no other reason.
    if (failure !== undefined && (failure.code !== UNIQUE_VIOLATION || reached <= version)) throw failure;
    version = reached;
  }
  if (version > migrations.length) throw newerSchema(names, version, migrations.length);
}

const UNIQUE_VIOLATION = "23505";

/** The number of the step is written first: a step that was taken meanwhile fails there, and changes nothing. */
async function apply(
  db: Db,
  names: TableNames,
  { version, name, statements }: Migration,
): Promise<DbError | undefined> {
  const steps = [
    { sql: "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", params: [`langchain-opik:${names.migrations}`] },
    // Creating waits for tables that other processes are making just now; a mere query may still miss them.
    { sql: migrationsTable(names) },
    { sql: `INSERT INTO ${names.migrations} (version, name) VALUES ($1, $2)`, params: [version, name] },
    ...statements(names).map((sql) => ({ sql })),
  ];
  return db.transaction(steps).then(() => undefined, dbError);
}

/**
 * The names as an existing store has them: one without a prefix may keep its versions under the old name.
 *
 * @throws DbError
 */
export async function namesInUse(db: Queryable, names: TableNames): Promise<TableNames> {
  if (names.prefix !== "" || (await isThere(db, names.migrations)) || !(await isThere(db, OLD_MIGRATIONS)))
    return names;
  const old = { ...names, migrations: OLD_MIGRATIONS };
  // Otherwise it is another program's.
  const isOurs = await recordedVersion(db, old).catch((error: unknown) => {
    if (isStoreError(error)) return 0;
    throw error;
  });
  return isOurs > 0 ? old : names;
}

/** The names, with how existing tables are kept: that stays as it was when they were made. @throws DbError */
export async function namesAsMade(db: Queryable, names: TableNames): Promise<TableNames> {
  const [made] = await db.query("SELECT relkind = 'p' AS in_partitions FROM pg_class WHERE oid = to_regclass($1)", [
    names.spans,
  ]);
  return made === undefined ? names : { ...names, partitions: made["in_partitions"] === true ? "day" : "none" };
}

async function isThere(db: Queryable, table: string): Promise<boolean> {
  const [found] = await db.query("SELECT to_regclass($1) IS NOT NULL AS found", [table]);
  return found?.["found"] === true;
}

function migrationsTable({ migrations }: TableNames): string {
  return `CREATE TABLE IF NOT EXISTS ${migrations} (
  version integer PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`;
}

/**
 * How many migrations the tables have been through; 0 where there are none.
 *
 * @throws StoreError `foreign_schema`; DbError
 */
export async function schemaVersion(db: Queryable, names: TableNames): Promise<number> {
  return (await isThere(db, names.migrations)) ? recordedVersion(db, names) : 0;
}

/** @throws StoreError `foreign_schema` */
async function recordedVersion(db: Queryable, names: TableNames): Promise<number> {
  try {
    // Names a column that the tables of other programs do not have, and a type that theirs do not.
    const [row] = await db.query(
      `SELECT coalesce(max(version + 0), 0)::int AS version FROM ${names.migrations} WHERE applied_at IS NOT NULL`,
    );
    return row === undefined ? 0 : numberIn(row, "version");
  } catch (error) {
    throw isOtherTable(error) ? foreignTable(names) : error;
  }
}

/** Undefined column, or a type that cannot be added to. */
const OTHER_TABLE_CODES = ["42703", "42883", "22P02"];

function isOtherTable(error: unknown): error is DbError {
  const { code } = dbError(error);
  return code !== undefined && OTHER_TABLE_CODES.includes(code);
}

function foreignTable({ migrations }: TableNames): StoreError {
  return new StoreError(
    "foreign_schema",
    `the database has a table ${migrations} of another program. Set the store's option prefix, such as "opik_".`,
  );
}

function newerSchema({ migrations }: TableNames, version: number, known: number): StoreError {
  return new StoreError(
    "newer_schema",
    `the store's tables are of version ${version} (${migrations}), and this version of the package knows ${known}. Update langchain-opik.`,
  );
}
