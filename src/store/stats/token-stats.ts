import type { PriceList } from "../../prices/published-prices.js";
import type { Queryable, Row } from "../db/db.js";
import { isoSql, numberSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { numberIn, presentTexts } from "../read/row-fields.js";
import { type GroupRow, groupOf } from "./group-row.js";
import { type CallQuery, callKeySql, callStatement } from "./model-calls.js";
import { PRICE_STEPS } from "./price-list.js";
import { bucketSql } from "./time-buckets.js";

/** What calls cost, in dollars. */
export interface Cost {
  /** The cost of calls whose answer reported it; undefined where none did. */
  readonly recorded: number | undefined;
  /** An estimate for the others, by their tokens and the list of prices; undefined where none has a price. */
  readonly estimated: number | undefined;
  /** Calls that used tokens and are in neither, because no price is known. */
  readonly unpricedCalls: number;
}

/** Calls of models. An answer from LangChain's own cache counts as a call and costs nothing. */
export interface TokenRow extends GroupRow {
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly cost: Cost;
}

/** The most tokens first; with stretches of time, the oldest first. @throws StoreError `bad_option`; DbError */
export async function tokenStats(
  db: Queryable,
  names: TableNames,
  query: CallQuery,
  { prices, nowMs }: { readonly prices: PriceList; readonly nowMs: number },
): Promise<readonly TokenRow[]> {
  const rows = await db.query(...alikeCallsSql(names, query, nowMs));
  const groups = new Map<string, TokenRow>();
  for (const row of rows) {
    const alike = tokenRow(row, prices);
    const id = JSON.stringify([alike.from, alike.key]);
    const known = groups.get(id);
    groups.set(id, known === undefined ? alike : sum(known, alike));
  }
  return [...groups.values()].sort(inOrder);
}

/** One row for calls that have the same price: of one model, day and size, so that their mean represents each. */
function alikeCallsSql(names: TableNames, query: CallQuery, nowMs: number) {
  const statement = callStatement(names, query, nowMs);
  const sums = [
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cost",
  ];
  const sql = `SELECT ${callKeySql(query.by)} AS key, ${bucketSql(statement, query.bucket)} AS bucket, r.model, r.provider,
  ${isoSql("date_trunc('day', r.start_time, 'UTC')")} AS day,
  width_bucket(coalesce(r.prompt_tokens, 0), ARRAY[${PRICE_STEPS.join(", ")}]::bigint[]) AS size,
  CASE WHEN r.cost IS NOT NULL THEN 'recorded'
    WHEN r.cache_hit OR coalesce(greatest(r.prompt_tokens, r.completion_tokens, r.total_tokens), 0) = 0 THEN 'none'
    WHEN coalesce(greatest(r.prompt_tokens, r.completion_tokens), 0) = 0 THEN 'unknown' ELSE 'priced' END AS pricing,
  ${numberSql("count(*)")} AS calls,
  ${sums.map((column) => `coalesce(sum(${numberSql(`r.${column}`)}), 0) AS ${column}`).join(", ")}
FROM ${names.spans} r WHERE ${statement.conditions} GROUP BY 1, 2, 3, 4, 5, 6, 7`;
  return [sql, statement.params] as const;
}

function tokenRow(row: Row, prices: PriceList): TokenRow {
  return {
    ...groupOf(row),
    calls: numberIn(row, "calls"),
    promptTokens: numberIn(row, "prompt_tokens"),
    completionTokens: numberIn(row, "completion_tokens"),
    totalTokens: numberIn(row, "total_tokens"),
    cost: costOf(row, prices),
  };
}

function costOf(row: Row, prices: PriceList): Cost {
  const calls = numberIn(row, "calls");
  switch (row["pricing"]) {
    // Answers of LangChain's cache, and calls that reported no tokens, such as those that failed: there is nothing to
    // price.
    case "none":
      return NO_COST;
    case "recorded":
      return { ...NO_COST, recorded: numberIn(row, "cost") };
    case "priced": {
      const price = priceOfMean(row, calls, prices);
      return price === undefined ? { ...NO_COST, unpricedCalls: calls } : { ...NO_COST, estimated: price * calls };
    }
    default:
      return { ...NO_COST, unpricedCalls: calls };
  }
}

const NO_COST: Cost = { recorded: undefined, estimated: undefined, unpricedCalls: 0 };

function priceOfMean(row: Row, calls: number, prices: PriceList): number | undefined {
  const { model, provider, day = "" } = presentTexts(row, { model: "model", provider: "provider", day: "day" });
  if (model === undefined) return undefined;
  const mean = (column: string) => numberIn(row, column) / calls;
  return prices({
    model,
    provider,
    time: new Date(day),
    promptTokens: mean("prompt_tokens"),
    completionTokens: mean("completion_tokens"),
    cacheReadTokens: mean("cache_read_tokens"),
    cacheWriteTokens: mean("cache_write_tokens"),
  });
}

function sum(one: TokenRow, other: TokenRow): TokenRow {
  return {
    ...one,
    calls: one.calls + other.calls,
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    totalTokens: one.totalTokens + other.totalTokens,
    cost: {
      recorded: sumOfKnown(one.cost.recorded, other.cost.recorded),
      estimated: sumOfKnown(one.cost.estimated, other.cost.estimated),
      unpricedCalls: one.cost.unpricedCalls + other.cost.unpricedCalls,
    },
  };
}

function sumOfKnown(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : one + other;
}

function inOrder(one: TokenRow, other: TokenRow): number {
  const byTime = compare(one.from, other.from);
  return byTime || other.totalTokens - one.totalTokens || compare(one.key, other.key);
}

function compare(one = "", other = ""): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
