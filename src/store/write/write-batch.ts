import type { RecordRow } from "../db/columns.js";
import { type Db, type DbError, dbError } from "../db/db.js";
import type { WriteStatements } from "./upsert.js";

/** What happened to a batch: rows that the database refuses are left out, the others are stored. */
export type BatchOutcome =
  | { readonly kind: "stored"; readonly refused: number }
  /** Nothing may be concluded about the rows: the database could not be asked, or was not able. */
  | { readonly kind: "unavailable"; readonly error: DbError };

const STATEMENT_TIMEOUT_MS = 60_000;

/**
 * Writes rows of different records: where the database refuses one for its content, all others are still written.
 * Writing a row again changes nothing.
 */
export async function writeBatch(
  db: Db,
  writeStatements: WriteStatements,
  rows: readonly RecordRow[],
): Promise<BatchOutcome> {
  try {
    await db.transaction(writeStatements(rows), STATEMENT_TIMEOUT_MS);
    return { kind: "stored", refused: 0 };
  } catch (error) {
    const failure = dbError(error);
    if (!refusesContent(failure)) return { kind: "unavailable", error: failure };
    return rows.length === 1 ? { kind: "stored", refused: 1 } : writeHalves(db, writeStatements, rows);
  }
}

async function writeHalves(
  db: Db,
  writeStatements: WriteStatements,
  rows: readonly RecordRow[],
): Promise<BatchOutcome> {
  const middle = Math.ceil(rows.length / 2);
  let refused = 0;
  for (const half of [rows.slice(0, middle), rows.slice(middle)]) {
    const outcome = await writeBatch(db, writeStatements, half);
    if (outcome.kind === "unavailable") return outcome;
    refused += outcome.refused;
  }
  return { kind: "stored", refused };
}

// SQLSTATE classes: data exception, constraint violation, program limit exceeded (such as an index row's size).
const CONTENT_CLASSES = ["22", "23", "54"];

function refusesContent({ code }: DbError): boolean {
  return code?.length === 5 && CONTENT_CLASSES.includes(code.slice(0, 2));
}
