import type { Queryable } from "../db/db.js";
import { numberSql } from "../db/sql-values.js";
import { Statement } from "../db/statement.js";
import type { TableNames } from "../db/table-names.js";
import { addSharedConditions, addTraceConditions, type Criteria } from "./filter.js";
import { numberIn } from "./row-fields.js";

/** @throws StoreError `bad_option`; DbError */
export async function countTraces(
  db: Queryable,
  names: TableNames,
  criteria: Criteria,
  nowMs: number,
): Promise<number> {
  const statement = new Statement();
  addSharedConditions(statement, criteria, nowMs);
  addTraceConditions(statement, criteria, names);
  const sql = `SELECT ${numberSql("count(*)")} AS traces FROM ${names.traces} r WHERE ${statement.conditions}`;
  const [row] = await db.query(sql, statement.params);
  return row === undefined ? 0 : numberIn(row, "traces");
}
