import type { Queryable, Row } from "../db/db.js";
import { isoSql } from "../db/sql-values.js";
import { Statement } from "../db/statement.js";
import { addPlainConditions, addTextCondition, type Filter } from "./filter.js";
import { NEWEST_FIRST, type Order, orderSql } from "./order.js";
import { continueAfter, cursorOf, endAt, type Page, pageLimit, pageOf } from "./page.js";
import { textIn } from "./row-fields.js";

/** What is searched for in which table, which the statement calls `r`. */
export interface Search<Item> {
  readonly table: string;
  readonly filter: Filter;
  /** What to select; `start_text` comes with it. */
  readonly columns: string;
  /** Adds the parts of the filter that differ between traces and spans. */
  readonly narrow: (statement: Statement) => void;
  readonly item: (row: Row) => Item;
  /** Default: the newest first. */
  readonly order?: Order;
}

/** In the order that is asked for. @throws StoreError `bad_option`; DbError */
export async function findPage<Item>(
  db: Queryable,
  search: Search<Item>,
  nowMs: number,
  lastCursor?: string,
): Promise<Page<Item>> {
  const { table, filter, columns, item, order = NEWEST_FIRST } = search;
  const limit = pageLimit(filter);
  const statement = plainStatement(search, nowMs);
  endAt(statement, lastCursor, order);
  const sql = `SELECT ${columns}, ${cursorSql(order)} FROM ${fittingSql(table, statement, filter, order)}
${orderSql(order)} LIMIT ${limit + 1}`;
  return pageOf(await db.query(sql, statement.params), limit, item, order);
}

/** How much is looked through at a time, and how long all of it may take. */
export interface Effort {
  readonly rows: number;
  readonly isTimeUp: () => boolean;
}

export interface SearchedPage<Item> extends Page<Item> {
  /**
   * How far back in time everything was looked through, where the time was up before the page was full: `next` goes on
   * there. ISO 8601.
   */
  readonly searchedUntil?: string;
}

/**
 * The same, but not longer for filters that no index serves: looks through so many rows after the other until a page is full, nothing
 * is left or the time is up, and keeps the database busy only so long at a time.
 *
 * @param searchFor - the search by a part of the filter
 * @throws StoreError `bad_option`; DbError
 */
export async function findPageWithin<Item>(
  db: Queryable,
  searchFor: (filter: Filter) => Search<Item>,
  filter: Filter,
  nowMs: number,
  { rows, isTimeUp }: Effort,
): Promise<SearchedPage<Item>> {
  if (!isSlow(filter)) return findPage(db, searchFor(filter), nowMs);
  const limit = pageLimit(filter);
  const found: Item[] = [];
  let { after } = filter;
  for (;;) {
    const part = { ...filter, limit: limit - found.length, ...(after !== undefined && { after }) };
    const last = await rowAt(db, searchFor(withoutSlowCriteria(part)), nowMs, rows);
    const page = await findPage(db, searchFor(part), nowMs, last?.cursor);
    found.push(...page.items);
    if (page.next !== undefined) return { items: found, next: page.next };
    if (last === undefined) return { items: found };
    if (found.length === limit) return { items: found, next: last.cursor };
    if (isTimeUp()) return { items: found, next: last.cursor, searchedUntil: last.start };
    after = last.cursor;
  }
}

/** The row so many places further on, where there is one. */
async function rowAt<Item>(db: Queryable, search: Search<Item>, nowMs: number, place: number) {
  const { table, order = NEWEST_FIRST } = search;
  const statement = plainStatement(search, nowMs);
  const [row] = await db.query(
    `SELECT r.id::text AS id, ${cursorSql(order)} FROM ${table} r WHERE ${statement.conditions}
${orderSql(order)} OFFSET ${place - 1} LIMIT 1`,
    statement.params,
  );
  return row && { cursor: cursorOf(row, order), start: textIn(row, "start_text") };
}

function isSlow({ text, dearerThan }: Filter): boolean {
  return text !== undefined || dearerThan !== undefined;
}

/** Without what looks into every record, or at all of its spans. */
function withoutSlowCriteria({ text: _text, dearerThan: _dearerThan, ...filter }: Filter): Filter {
  return filter;
}

function plainStatement<Item>({ filter, narrow, order = NEWEST_FIRST }: Search<Item>, nowMs: number): Statement {
  const statement = new Statement();
  addPlainConditions(statement, filter, nowMs);
  narrow(statement);
  if (order !== NEWEST_FIRST) statement.whereTrue(`${order.sql} IS NOT NULL`);
  continueAfter(statement, filter, order);
  return statement;
}

function cursorSql({ sql, textColumn }: Order): string {
  const start = `${isoSql("r.start_time")} AS start_text`;
  return textColumn === "start_text" ? start : `${start}, (${sql})::text AS ${textColumn}`;
}

/**
 * The rows that match. A text is searched for row by row, the newest first, until a page is full: OFFSET keeps the
 * database from reading the whole table for it, which it estimates to be cheaper.
 */
function fittingSql(table: string, statement: Statement, filter: Filter, order: Order): string {
  const plain = `${table} r WHERE ${statement.conditions}`;
  if (filter.text === undefined) return plain;
  const searched = statement.sibling();
  addTextCondition(searched, filter);
  return `(SELECT * FROM ${plain} ${orderSql(order)} OFFSET 0) r WHERE ${searched.conditions}`;
}
