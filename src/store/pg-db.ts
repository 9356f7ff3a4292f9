import { type Db, dbError, inTransaction, type Param, type Row } from "./db.js";

export interface PgOptions {
  /** The most connections at once. */
  readonly maxConnections: number;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** A PostgreSQL server, through a pool that neither connects before the first query nor holds the process when idle. */
export async function openPgDb(address: string, { maxConnections }: PgOptions): Promise<Db> {
  // With a `catch`, esbuild bundles programs without this package, too.
  const { default: pg } = await import(/* webpackIgnore: true */ "pg").catch(rethrow);
  const pool = new pg.Pool({
    connectionString: address,
    max: maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    allowExitOnIdle: true,
    application_name: "langchain-opik",
  });
  // A connection that breaks is thrown away, and the query under way tells of it. Besides, both of these hear of it:
  // without listeners that would end the host's process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  let closed: Promise<void> | undefined;
  return {
    query: (sql, params) => run(pool, sql, params),
    async transaction(work) {
      const client = await pool.connect().catch(rethrow);
      try {
        return await inTransaction({ query: (sql, params) => run(client, sql, params) }, work);
      } finally {
        client.release();
      }
    },
    close: () => (closed ??= pool.end()),
  };
}

interface PgConnection {
  query(sql: string, params: Param[]): Promise<{ readonly rows: readonly Row[] }>;
}

async function run(connection: PgConnection, sql: string, params: readonly Param[] = []): Promise<readonly Row[]> {
  const { rows } = await connection.query(sql, [...params]).catch(rethrow);
  return rows;
}

function rethrow(error: unknown): never {
  throw dbError(error);
}
