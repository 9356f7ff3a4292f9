import type { Queryable, Row } from "../db/db.js";
import { numberSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { numberIn } from "../read/row-fields.js";
import { type GroupRow, groupOf } from "./group-row.js";
import { type CallQuery, callKeySql, callStatement } from "./model-calls.js";
import { bucketSql } from "./time-buckets.js";

/**
 * What caches saved: LangChain's own, which answers in place of the model, and the provider's, which stores prompts.
 */
export interface CacheRow extends GroupRow {
  readonly calls: number;
  /** Calls that LangChain's cache answered. */
  readonly hits: number;
  /** From 0 to 1. */
  readonly hitRate: number;
  /** Tokens of the calls that a model answered. */
  readonly promptTokens: number;
  /** Of these, those that came from the provider's cache. */
  readonly cachedPromptTokens: number;
  /** From 0 to 1. */
  readonly cachedPromptRate: number;
}

/** The busiest first; with stretches of time, the oldest first. @throws StoreError `bad_option`; DbError */
export async function cacheStats(
  db: Queryable,
  names: TableNames,
  query: CallQuery,
  nowMs: number,
): Promise<readonly CacheRow[]> {
  const statement = callStatement(names, query, nowMs);
  const asked = (column: string) => `coalesce(sum(${numberSql(column)}) FILTER (WHERE NOT r.cache_hit), 0)`;
  const rows = await db.query(
    `SELECT ${callKeySql(query.by)} AS key, ${bucketSql(statement, query.bucket)} AS bucket,
  ${numberSql("count(*)")} AS calls, ${numberSql("count(*) FILTER (WHERE r.cache_hit)")} AS hits,
  ${asked("r.prompt_tokens")} AS prompt_tokens, ${asked("r.cache_read_tokens")} AS cached_tokens
FROM ${names.spans} r WHERE ${statement.conditions} GROUP BY 1, 2 ORDER BY bucket, calls DESC, key`,
    statement.params,
  );
  return rows.map(cacheRow);
}

function cacheRow(row: Row): CacheRow {
  const calls = numberIn(row, "calls");
  const hits = numberIn(row, "hits");
  const promptTokens = numberIn(row, "prompt_tokens");
  const cachedPromptTokens = numberIn(row, "cached_tokens");
  return {
    ...groupOf(row),
    calls,
    hits,
    hitRate: hits / calls,
    promptTokens,
    cachedPromptTokens,
    cachedPromptRate: promptTokens === 0 ? 0 : cachedPromptTokens / promptTokens,
  };
}
