import { safeText } from "../logging/safe-text.js";

/** Known to every copy of this package, so that the ESM and the CommonJS build recognise each other's errors. */
const BRAND = Symbol.for("langchain-opik.StoreError");

export type StoreErrorCode =
  /** The location is neither a folder nor a PostgreSQL address, or the folder cannot be used. */
  | "bad_location"
  /** There is no store, and `create: false` forbids to make one. */
  | "missing"
  /** `@electric-sql/pglite` or `pg` is not installed. */
  | "driver_missing"
  /** Another process has the folder open, and cannot be asked. */
  | "locked"
  /** The database server cannot be reached, or it stopped answering. */
  | "unreachable"
  /** The database server refuses this user, or the user may not do what the store needs. */
  | "denied"
  /** A newer version of this package made the tables. */
  | "newer_schema"
  /** A table of that name exists and is not ours, or one of ours is missing. */
  | "foreign_schema"
  /** An option or a part of a query has a value that it cannot have. */
  | "bad_option"
  /** The database failed in another way. */
  | "failed";

/** What the trace store could not do, and what to do about it. It contains no password and no part of a trace. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly [BRAND] = true;
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string) {
    super(`langchain-opik: ${safeText(message)}`);
    this.code = code;
  }
}

/** Like `instanceof`, but also true for an error of another copy of this package. */
export function isStoreError(error: unknown): error is StoreError {
  return typeof error === "object" && error !== null && BRAND in error;
}
