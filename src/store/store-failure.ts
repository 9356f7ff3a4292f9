import { type DbError, dbError, PGLITE_ENDED } from "./db/db.js";
import { StoreError, type StoreErrorCode } from "./store-error.js";

/**
 * What a database's or a system's failure means for whoever opened the store at `place`.
 *
 * @param aside - a sentence that follows
 */
export function storeError(error: unknown, place: string, aside = ""): StoreError {
  if (error instanceof StoreError) return error;
  const { code, says } = error instanceof TypeError ? misuse(error) : meaningOf(dbError(error));
  return new StoreError(code, `the trace store at ${place} ${says} ${aside}`.trimEnd());
}

interface Meaning {
  readonly code: StoreErrorCode;
  readonly says: string;
}

/** JavaScript's error for a value that the types forbid. */
function misuse({ message }: TypeError): Meaning {
  return { code: "failed", says: `was called with invalid arguments: ${message}.` };
}

// The database's messages about values may quote them; those about connections, rights and names do not.
function meaningOf({ code = "", message }: DbError): Meaning {
  if (/MODULE_NOT_FOUND$/.test(code)) return { code: "driver_missing", says: missingDriver(message) };
  if (FILE_CODES.test(code)) return { code: "bad_location", says: `cannot be used as a folder: ${message}.` };
  if (UNREACHABLE.test(code)) return { code: "unreachable", says: `cannot be reached: ${message || code}.` };
  if (DENIED.test(code)) return { code: "denied", says: `refuses this user: ${message} (${code}).` };
  if (code === PGLITE_ENDED) return { code: "failed", says: `${stopped(message)} ${DAMAGED}` };
  if (code === "3D000") return { code: "bad_location", says: `does not exist: ${message}.` };
  if (code === "42P01") return { code: "foreign_schema", says: `lacks a table of its own: ${message}. ${MISSING}` };
  if (OTHER_TABLES.test(code))
    return { code: "foreign_schema", says: `has tables that are not ours: ${message}. ${REMEDY}` };
  if (WITHOUT_VALUES.test(code)) return { code: "failed", says: `failed: ${message} (${code}).` };
  return { code: "failed", says: `failed${code === "" ? "" : ` with ${code}`}.` };
}

// A connection that breaks has no code of its own: then only the driver's message says so.
const UNREACHABLE =
  /^(|OWNER_ENDED|ECONN\w+|ENOTFOUND|EAI_\w+|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|08\w{3}|57P\w\w|53300)$/;
const FILE_CODES = /^(EACCES|EPERM|ENOTDIR|EISDIR|EEXIST|ENOENT|EROFS|ENOSPC|ENAMETOOLONG)$/;
const DENIED = /^(28\w{3}|42501)$/;
/** Such as a read-only transaction, a missing schema, a full disk, and time limits for locks and statements. */
const WITHOUT_VALUES = /^(25|3F|40|53|55|57|58)\w{3}$/;
const OTHER_TABLES = /^(42P07|42703|42704|42710|42804|42809)$/;
const DAMAGED =
  "If this happens again, its disk is full, or the folder is damaged or of another version of PGlite: restore it, or move it away.";
const MISSING = "Restore it, or drop the store's other tables too: they are made again when the store is opened.";
const REMEDY = 'Set the store\'s option prefix, such as "opik_", to have tables of its own.';

function stopped(message: string): string {
  const [reason = ""] = message.split("\n", 1);
  return reason === "" ? "has stopped." : `has stopped: ${reason.replace(/\.$/, "")}.`;
}

function missingDriver(message: string): string {
  if (message.includes("@redis/client")) return "needs a package that is not installed: npm install @redis/client";
  const driver = message.includes("pglite") && !message.includes("'pg'") ? "@electric-sql/pglite" : "pg";
  return `needs a package that is not installed: npm install ${driver}`;
}
