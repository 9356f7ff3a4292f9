/** A time as ISO 8601 in UTC with microseconds, the same from both drivers. */
export function isoSql(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** A bigint as a number; the drivers would give a text, a number or a BigInt. */
export function numberSql(column: string): string {
  return `${column}::double precision`;
}
