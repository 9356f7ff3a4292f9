import { type DbError, dbError, PGLITE_ENDED } from "./db.js";
import { StoreError, type StoreErrorCode } from "./store-error.js";

/** What a database's or a system's failure means for the one who opened the store at `place`. */
export function storeError(error: unknown, place: string): StoreError {
  if (error instanceof StoreError) return error;
  const failure = dbError(error);
  const { code, says } = meaningOf(failure);
  return new StoreError(code, `the trace store at ${place} ${says}`);
}

interface Meaning {
  readonly code: StoreErrorCode;
  readonly says: string;
}

// What the database says of values may quote them; what it says of connections, rights and names does not.
function meaningOf({ code = "", message }: DbError): Meaning {
  if (/MODULE_NOT_FOUND$/.test(code)) return { code: "driver_missing", says: missingDriver(message) };
  if (FILE_CODES.test(code)) return { code: "bad_location", says: `cannot be used as a folder: ${message}.` };
  if (UNREACHABLE.test(code)) return { code: "unreachable", says: `cannot be reached: ${message || code}.` };
  if (DENIED.test(code)) return { code: "denied", says: `refuses this user: ${message} (${code}).` };
  if (code === PGLITE_ENDED) return { code: "failed", says: `has stopped: ${message.split("\n", 1).join("")}` };
  if (code === "3D000") return { code: "bad_location", says: `does not exist: ${message}.` };
  if (OTHER_TABLES.test(code))
    return { code: "foreign_schema", says: `has other tables than ours: ${message}. ${REMEDY}` };
  return { code: "failed", says: `failed${code === "" ? "" : ` with ${code}`}.` };
}

// A connection that breaks has no code of its own: then the driver alone says so.
const UNREACHABLE = /^(|ECONN\w+|ENOTFOUND|EAI_\w+|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|08\w{3}|57P\w\w|53300)$/;
const FILE_CODES = /^(EACCES|EPERM|ENOTDIR|EISDIR|EEXIST|ENOENT|EROFS|ENOSPC|ENAMETOOLONG)$/;
const DENIED = /^(28\w{3}|42501)$/;
const OTHER_TABLES = /^(42P01|42P07|42703|42704|42710|42804|42809)$/;
const REMEDY = 'Set the store\'s option prefix, such as "opik_", to have tables of its own.';

function missingDriver(message: string): string {
  if (message.includes("@redis/client")) return "needs a package that is not installed: npm install @redis/client";
  const driver = message.includes("pglite") && !message.includes("'pg'") ? "@electric-sql/pglite" : "pg";
  return `needs a package that is not installed: npm install ${driver}`;
}
