import type { Queryable, Row } from "../db/db.js";
import { isoSql } from "../db/sql-values.js";
import { Statement } from "../db/statement.js";
import { addSharedConditions, type Filter } from "./filter.js";
import { continueAfter, type Page, pageLimit, pageOf } from "./page.js";

/** What is looked for in which table, which the statement calls `r`. */
export interface Search<Item> {
  readonly table: string;
  readonly filter: Filter;
  /** What to select; `start_text`, by which pages go on, comes with it. */
  readonly columns: string;
  /** Adds what of the filter means something else for traces than for spans. */
  readonly narrow: (statement: Statement) => void;
  readonly item: (row: Row) => Item;
}

/** Newest first. @throws StoreError `bad_option`; DbError */
export async function findPage<Item>(db: Queryable, search: Search<Item>, nowMs: number): Promise<Page<Item>> {
  const { table, filter, columns, narrow, item } = search;
  const limit = pageLimit(filter);
  const statement = new Statement();
  addSharedConditions(statement, filter, nowMs);
  narrow(statement);
  continueAfter(statement, filter);
  const sql = `SELECT ${columns}, ${isoSql("r.start_time")} AS start_text FROM ${table} r
WHERE ${statement.conditions} ORDER BY r.start_time DESC, r.id DESC LIMIT ${limit + 1}`;
  return pageOf(await db.query(sql, statement.params), limit, item);
}
