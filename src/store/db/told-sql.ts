// Conditions that indexes have too, in the same words (migrations/0004-collected.ts): else the database uses none.

/** Of a trace: its summary counts calls that were made again. A count that is no number is none. */
export function madeAgainSql(counted: "retries" | "fallbacks", table = ""): string {
  const count = `${table}metadata->'summary'->'${counted}'`;
  return `jsonb_typeof(${count}) = 'number' AND ${count} > '0'::jsonb`;
}

/** Of a span: what it cost is told or estimated. */
export function costlySpanSql(table: string): string {
  return `(${table}cost IS NOT NULL OR ${table}estimated_cost IS NOT NULL)`;
}
