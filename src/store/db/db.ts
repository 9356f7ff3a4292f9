/** What may be a parameter of a statement. Lists and objects go as JSON text. */
export type Param = string | number | boolean | null;

/** Column values by name, as the driver gave them: `row-fields.ts` reads them. */
export type Row = Readonly<Record<string, unknown>>;

export interface Queryable {
  /** @throws DbError */
  query(sql: string, params?: readonly Param[]): Promise<readonly Row[]>;
}

/** A PostgreSQL database: inside the process or on a server. SQL is the same for both. */
export interface Db extends Queryable {
  /** All of `work` or, where it throws, nothing of it. Fails where it takes a server longer than that. */
  transaction<T>(work: (transaction: Queryable) => Promise<T>, timeoutMs?: number): Promise<T>;
  /** Waits for what is under way, but not for a server that does not answer. May be called again. */
  close(): Promise<void>;
}

/**
 * What the database or the way to it said. `code` is PostgreSQL's SQLSTATE or the code of the network error.
 * The message may quote a value: it is for the program, never for a log.
 */
export class DbError extends Error {
  override readonly name = "DbError";
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

/** The code of an embedded database that has stopped, or that did not start. */
export const PGLITE_ENDED = "PGLITE_ENDED";

/** A driver's error with what we look at. */
export function dbError(error: unknown): DbError {
  if (error instanceof DbError) return error;
  if (!(error instanceof Error)) return new DbError(String(error), undefined);
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return new DbError(error.message, code);
}

/** Runs `work` between BEGIN and COMMIT on a connection that is ours alone. */
export async function inTransaction<T>(
  connection: Queryable,
  work: (transaction: Queryable) => Promise<T>,
): Promise<T> {
  await connection.query("BEGIN");
  try {
    const result = await work(connection);
    await connection.query("COMMIT");
    return result;
  } catch (error) {
    // Where the connection is gone, the server has rolled back by itself, and the first error is the one to report.
    await connection.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
