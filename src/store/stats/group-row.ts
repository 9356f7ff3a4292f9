import type { Row } from "../db/db.js";
import { presentTexts } from "../read/row-fields.js";

/** What a row of a statistic is about. */
export interface GroupRow {
  /** The agent, model, name, kind or user; absent where runs are not grouped, or where nothing is known. */
  readonly key?: string;
  /** The start of the stretch of time, ISO 8601, where stretches were asked for. */
  readonly from?: string;
}

export function groupOf(row: Row): GroupRow {
  return presentTexts(row, { key: "key", from: "bucket" });
}
