import type { Queryable, Row } from "../db/db.js";
import { isoSql } from "../db/sql-values.js";
import { Statement } from "../db/statement.js";
import { addPlainConditions, addTextCondition, type Filter } from "./filter.js";
import { continueAfter, type Page, pageLimit, pageOf } from "./page.js";

/** What is searched for in which table, which the statement calls `r`. */
export interface Search<Item> {
  readonly table: string;
  readonly filter: Filter;
  /** What to select; `start_text`, by which pages go on, comes with it. */
  readonly columns: string;
  /** Adds the parts of the filter that differ between traces and spans. */
  readonly narrow: (statement: Statement) => void;
  readonly item: (row: Row) => Item;
}

/** Newest first. @throws StoreError `bad_option`; DbError */
export async function findPage<Item>(db: Queryable, search: Search<Item>, nowMs: number): Promise<Page<Item>> {
  const { table, filter, columns, narrow, item } = search;
  const limit = pageLimit(filter);
  const statement = new Statement();
  addPlainConditions(statement, filter, nowMs);
  narrow(statement);
  continueAfter(statement, filter);
  const sql = `SELECT ${columns}, ${isoSql("r.start_time")} AS start_text FROM ${fittingSql(table, statement, filter)}
${NEWEST_FIRST} LIMIT ${limit + 1}`;
  return pageOf(await db.query(sql, statement.params), limit, item);
}

const NEWEST_FIRST = "ORDER BY r.start_time DESC, r.id DESC";

/**
 * The rows that match. A text is searched for row by row, the newest first, until a page is full: OFFSET keeps the
 * database from reading the whole table for it, which it estimates to be cheaper.
 */
function fittingSql(table: string, statement: Statement, filter: Filter): string {
  const plain = `${table} r WHERE ${statement.conditions}`;
  if (filter.text === undefined) return plain;
  const searched = statement.sibling();
  addTextCondition(searched, filter);
  return `(SELECT * FROM ${plain} ${NEWEST_FIRST} OFFSET 0) r WHERE ${searched.conditions}`;
}
