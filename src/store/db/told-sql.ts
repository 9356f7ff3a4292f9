// Conditions that indexes also have, in the same words (migrations/0004-collected.ts): otherwise the database would not
// use the indexes.

/** For a trace whose summary counts calls that were made again. A count that is not a number is ignored. */
export function madeAgainSql(counted: "retries" | "fallbacks", table = ""): string {
  const count = `${table}metadata->'summary'->'${counted}'`;
  return `jsonb_typeof(${count}) = 'number' AND ${count} > '0'::jsonb`;
}

/** For a span whose cost is recorded or estimated. */
export function costlySpanSql(table: string): string {
  return `(${table}cost IS NOT NULL OR ${table}estimated_cost IS NOT NULL)`;
}
