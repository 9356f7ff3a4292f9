import type { TraceRow } from "../../page-api/page-data.js";

/**
 * The rows that are shown, with the newest page in place of the rows that it covers. Undefined where so much is new
 * that the page does not reach the shown rows: then there would be a gap.
 */
export function mergeNewest(shown: readonly TraceRow[], newest: readonly TraceRow[]): readonly TraceRow[] | undefined {
  const last = newest.at(-1);
  if (last === undefined) return [];
  const ids = new Set(newest.map(({ id }) => id));
  const older = shown.filter((row) => !ids.has(row.id) && isBefore(row, last));
  const isGap = shown.length > 0 && shown.every(({ id }) => !ids.has(id));
  return isGap ? undefined : [...newest, ...older];
}

// Newest first, and of one time the greater id first, as the server sorts.
function isBefore(row: TraceRow, other: TraceRow): boolean {
  return row.startTime < other.startTime || (row.startTime === other.startTime && row.id < other.id);
}
