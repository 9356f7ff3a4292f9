import type { Queryable } from "../db/db.js";
import type { TableNames } from "../db/table-names.js";

/**
 * Lets new rows take the place of those that were deleted or replaced, and gives the disk what is free at the end of a
 * table. A server does so by itself; an embedded database never does, and its folder would grow with each update.
 *
 * @throws DbError
 */
export async function freeSpace(db: Queryable, names: TableNames): Promise<void> {
  for (const table of [names.spans, names.traces, names.attachments, names.scores, names.opikObjects]) {
    await db.query(`VACUUM ${table}`);
  }
}
