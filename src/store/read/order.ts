import { isoTime } from "../../records/clock.js";
import { microsOfIso } from "../../records/iso-time.js";

/** What a list is sorted by, the greatest first, and of equals the greater id first. */
export interface Order {
  /** The value, of a table that the statement calls `r`. */
  readonly sql: string;
  readonly type: "timestamptz" | "double precision" | "bigint";
  /** The column that has it as text: `start_text` comes with every row. */
  readonly textColumn: "start_text" | "order_text";
  /** The text that a cursor has, as the database takes it; undefined for what is no such value. */
  readonly read: (text: string) => string | undefined;
}

export const NEWEST_FIRST: Order = {
  sql: "r.start_time",
  type: "timestamptz",
  textColumn: "start_text",
  read: (text) => {
    const micros = microsOfIso(text);
    return micros === undefined ? undefined : isoTime(micros);
  },
};

/** By a number, which rows may lack: they are not in the list. */
export function mostFirst(sql: string, type: "double precision" | "bigint"): Order {
  return { sql, type, textColumn: "order_text", read: (text) => (AMOUNT.test(text) ? text : undefined) };
}

const AMOUNT = /^\d{1,20}(?:\.\d{1,20})?(?:e[+-]?\d{1,3})?$/;

export function orderSql({ sql }: Order): string {
  return `ORDER BY ${sql} DESC, r.id DESC`;
}
