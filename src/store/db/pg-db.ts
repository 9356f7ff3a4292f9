import { systemClock } from "../../runtime/system-clock.js";
import { withinTime } from "../../runtime/within-time.js";
import { type Db, dbError, type Param, type Queryable, type Row, type SqlStatement } from "./db.js";

export interface PgOptions {
  /** The most simultaneous connections. */
  readonly maxConnections: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Queries in progress have this long to end when the pool is closed. */
const CLOSE_TIMEOUT_MS = 5_000;

/**
 * For statements over many partitions the server spends seconds on compiling code that then runs for milliseconds. It
 * is a statement, because poolers refuse it as a parameter of the connection.
 */
const WITHOUT_JIT = "SET jit = off";

/** A PostgreSQL server, through a pool that connects with the first query. Connections never keep the process alive. */
export async function openPgDb(address: string, { maxConnections }: PgOptions): Promise<Db> {
  // With a `catch`, esbuild bundles programs without this package, too.
  const { default: pg } = await import(/* webpackIgnore: true */ "pg").catch(rethrow);
  const pool = new pg.Pool({
    connectionString: address,
    max: maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    allowExitOnIdle: true,
    application_name: "langchain-opik",
    // The first statement of a new connection.
    verify: (client, done) => {
      client.query(WITHOUT_JIT).then(() => {
        done();
      }, done);
    },
  });
  // A connection that breaks is thrown away, and the query under way fails with it. Besides, both of these hear of it:
  // without listeners that would end the host's process.
  pool.on("error", () => undefined);
  const clients = new Set<PgClient>();
  pool.on("connect", (client) => {
    client.on("error", () => undefined);
    clients.add(client);
  });
  pool.on("remove", (client) => clients.delete(client));
  pool.on("acquire", (client) => {
    if (holdsTheProcess(client)) client.unref();
  });
  const close = async () => {
    await withinTime(pool.end(), CLOSE_TIMEOUT_MS).catch(() => undefined);
    for (const client of clients) cutOff(client);
  };
  let closed: Promise<void> | undefined;
  return {
    query: (sql, params) => run(pool, sql, params),
    async transaction(statements, timeoutMs) {
      const client = await pool.connect().catch(rethrow);
      const cut = () => {
        cutOff(client);
      };
      const cancelCut = timeoutMs === undefined ? undefined : systemClock.after(timeoutMs, cut);
      try {
        await runTogether({ query: (sql, params) => run(client, sql, params) }, statements);
      } finally {
        cancelCut?.();
        client.release();
      }
    },
    close: () => (closed ??= close()),
  };
}

/** On a connection that is reserved for this. */
async function runTogether(connection: Queryable, statements: readonly SqlStatement[]): Promise<void> {
  await connection.query("BEGIN");
  try {
    for (const { sql, params } of statements) await connection.query(sql, params);
    await connection.query("COMMIT");
  } catch (error) {
    // Where the connection is lost, the server has rolled back by itself, and the first error is the one to report.
    await connection.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

interface PgConnection {
  query(sql: string, params: Param[]): Promise<{ readonly rows: readonly Row[] }>;
}

async function run(connection: PgConnection, sql: string, params: readonly Param[] = []): Promise<readonly Row[]> {
  const { rows } = await connection.query(sql, [...params]).catch(rethrow);
  return rows;
}

interface PgClient {
  end(): Promise<void>;
}

/** The types of `pg` lack the method. */
function holdsTheProcess(client: object): client is { unref(): void } {
  return "unref" in client && typeof client.unref === "function";
}

/** Ends a connection. A query in progress fails with it, even where the server does not answer. */
function cutOff(client: PgClient): void {
  client.end().catch(() => undefined);
}

function rethrow(error: unknown): never {
  throw dbError(error);
}
