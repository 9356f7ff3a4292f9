import type { Row } from "../db/db.js";
import type { Statement } from "../db/statement.js";
import { NEWEST_FIRST, type Order } from "./order.js";
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
export function continueAfter(statement: Statement, { after }: PageOptions, order: Order = NEWEST_FIRST): void {
  addPlace(statement, after, order, "<");
}

/** Restricts the rows to those up to a position, which is included. @throws StoreError `bad_option` */
export function endAt(statement: Statement, cursor: string | undefined, order: Order): void {
  addPlace(statement, cursor, order, ">=");
}

function addPlace(statement: Statement, cursor: string | undefined, order: Order, comparison: "<" | ">="): void {
  if (cursor === undefined) return;
  const [, text = "", id] = CURSOR.exec(decoded(cursor)) ?? [];
  const value = order.read(text);
  if (value === undefined || id === undefined) throw badOption("after", cursor, "the `next` of a page");
  const idParameter = statement.value(id);
  statement.where(
    value,
    (place) => `(${order.sql}, r.id) ${comparison} (${place}::text::${order.type}, ${idParameter}::uuid)`,
  );
}

function decoded(cursor: unknown): string {
  return typeof cursor === "string" ? Buffer.from(cursor, "base64url").toString() : "";
}

/** Makes a page of rows, one more of which was queried than a page holds. */
export function pageOf<Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  order: Order = NEWEST_FIRST,
): Page<Item> {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items: items.map(item), ...(last && { next: cursorOf(last, order) }) };
}

/** The position of a row, for `after`. */
export function cursorOf(row: Row, { textColumn }: Order): string {
  return Buffer.from(`${textIn(row, textColumn)}/${textIn(row, "id")}`).toString("base64url");
}
