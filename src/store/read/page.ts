import { isoTime } from "../../records/clock.js";
import { microsOfIso } from "../../records/iso-time.js";
import type { Row } from "../db/db.js";
import type { Statement } from "../db/statement.js";
import { textIn } from "./row-fields.js";
import { badOption } from "./time-window.js";

export interface PageOptions {
  /** How many to give at most, from 1 to 1,000. Default: 50. */
  readonly limit?: number;
  /** `next` of the page before: goes on right after it, whatever was stored meanwhile. */
  readonly after?: string;
}

/** Newest first. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** For the page after this one; absent on the last. */
  readonly next?: string;
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;
const CURSOR = /^(.+)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** @throws StoreError `bad_option` */
export function pageLimit({ limit = DEFAULT_LIMIT }: PageOptions): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw badOption("limit", limit, `a whole number from 1 to ${MAX_LIMIT}`);
}

/** Restricts the rows to those after the position that the options name. @throws StoreError `bad_option` */
export function continueAfter(statement: Statement, { after }: PageOptions): void {
  if (after === undefined) return;
  const [, time, id] = CURSOR.exec(decoded(after)) ?? [];
  const micros = microsOfIso(time);
  if (micros === undefined || id === undefined) throw badOption("after", after, "the `next` of a page");
  const idParameter = statement.value(id);
  statement.where(
    isoTime(micros),
    (timeParameter) => `(r.start_time, r.id) < (${timeParameter}::timestamptz, ${idParameter}::uuid)`,
  );
}

function decoded(cursor: unknown): string {
  return typeof cursor === "string" ? Buffer.from(cursor, "base64url").toString() : "";
}

/** Makes a page of rows, one more of which was queried than a page holds. */
export function pageOf<Item>(rows: readonly Row[], limit: number, item: (row: Row) => Item): Page<Item> {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items: items.map(item), ...(last && { next: cursorOf(last) }) };
}

function cursorOf(row: Row): string {
  return Buffer.from(`${textIn(row, "start_text")}/${textIn(row, "id")}`).toString("base64url");
}
