import { Statement } from "../db/statement.js";
import type { TableNames } from "../db/table-names.js";
import { addSharedConditions, addSpanConditions, type Criteria } from "../read/filter.js";
import { badOption } from "../read/time-window.js";

/** What calls of models are grouped by. */
export type CallGroup = "model" | "agent" | "user";

export interface CallQuery extends Criteria {
  /** Default: all calls together. */
  readonly by?: CallGroup;
  /** Gives figures for each stretch of time, such as `1h`. */
  readonly bucket?: string;
}

const KEY_COLUMNS: Readonly<Record<CallGroup, string>> = { model: "r.model", agent: "r.agent", user: "r.user_id" };

/** @throws StoreError `bad_option` */
export function callKeySql(by: CallGroup | undefined): string {
  if (by === undefined) return "NULL::text";
  if (Object.hasOwn(KEY_COLUMNS, by)) return KEY_COLUMNS[by];
  throw badOption("by", by, `one of ${Object.keys(KEY_COLUMNS).join(", ")}`);
}

/** Restricts the spans, called `r`, to calls of models. @throws StoreError `bad_option` */
export function callStatement(names: TableNames, criteria: Criteria, nowMs: number): Statement {
  const statement = new Statement();
  addSharedConditions(statement, criteria, nowMs);
  addSpanConditions(statement, criteria, names);
  statement.whereTrue("r.kind = 'llm'");
  return statement;
}
