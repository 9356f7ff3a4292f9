import type { TraceRow } from "../../page-api/page-data.js";

/**
 * The rows that are shown, with the newest page in place of the rows that it covers. Undefined where so much is new
 * that the page does not reach the shown rows: then there would be a gap.
 *
 * @param searchedUntil - how far back the newest page covers everything, where its search ran out of time
 */
export function mergeNewest(
  shown: readonly TraceRow[],
  newest: readonly TraceRow[],
  searchedUntil?: string,
): readonly TraceRow[] | undefined {
  const ids = new Set(newest.map(({ id }) => id));
  const notAgain = shown.filter(({ id }) => !ids.has(id));
  if (searchedUntil !== undefined)
    return [...newest, ...notAgain.filter(({ startTime }) => startTime <= searchedUntil)];
  const last = newest.at(-1);
  if (last === undefined) return [];
  const isGap = shown.length > 0 && notAgain.length === shown.length;
  return isGap ? undefined : [...newest, ...notAgain.filter((row) => isBefore(row, last))];
}

// Newest first, and of one time the greater id first, as the server sorts.
function isBefore(row: TraceRow, other: TraceRow): boolean {
  return row.startTime < other.startTime || (row.startTime === other.startTime && row.id < other.id);
}
