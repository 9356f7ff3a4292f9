/** What may be a parameter of a statement. Lists and objects go as JSON text. */
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
 * What is asked of a folder's database may be done twice, where the process that has it open ends before it has
 * answered: statements are such that this changes nothing.
 */
export interface Db extends Queryable {
  /**
   * All of these statements or, where one fails, none of them. They are given as a whole, so that nobody holds a
   * database up between two of them. Fails where it takes the database longer than that.
   *
   * @throws DbError
   */
  transaction(statements: readonly SqlStatement[], timeoutMs?: number): Promise<void>;
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
