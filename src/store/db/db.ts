/** The types of a statement's parameters. Lists and objects are passed as JSON text. */
export type Param = string | number | boolean | null;

/** Column values by name, as the driver gave them: `row-fields.ts` reads them. */
export type Row = Readonly<Record<string, unknown>>;

export interface Queryable {
  /** @throws DbError */
  query(sql: string, params?: readonly Param[]): Promise<readonly Row[]>;
}

export interface SqlStatement {
  readonly sql: string;
  readonly params?: readonly Param[];
}

/**
 * A PostgreSQL database: in a folder or on a server. SQL is the same for both.
 *
 * A statement for a folder's database may run twice, where the process that has it open ends before it has answered:
 * all statements are idempotent.
 */
export interface Db extends Queryable {
  /**
   * Runs all of these statements or, where one fails, none of them. They are given as a whole, so that nobody holds the
   * database up between two of them. Fails where the database takes longer than the given time.
   *
   * @throws DbError
   */
  transaction(statements: readonly SqlStatement[], timeoutMs?: number): Promise<void>;
  /** Waits for statements in progress, but not for a server that does not answer. May be called again. */
  close(): Promise<void>;
}

/**
 * An error of the database or of the connection to it. `code` is PostgreSQL's SQLSTATE or the code of the network
 * error. The message may quote a value: it is for the program, never for a log.
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

/** The fields of a driver's error that are used. */
export function dbError(error: unknown): DbError {
  if (error instanceof DbError) return error;
  if (!(error instanceof Error)) return new DbError(String(error), undefined);
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return new DbError(error.message, code);
}
