import { isoSql } from "../db/sql-values.js";
import type { Statement } from "../db/statement.js";
import { spanOfTimeMs } from "../read/time-window.js";

/**
 * For the column `bucket`, the start of the time bucket that contains a run's start: NULL where no buckets are asked
 * for.
 */
export function bucketSql(statement: Statement, bucket: string | undefined): string {
  if (bucket === undefined) return "NULL::text";
  const place = statement.value(spanOfTimeMs("bucket", bucket) / 1000);
  // Buckets begin at midnight, and weeks on a Monday.
  const start = `date_bin(make_interval(secs => ${place}::double precision), r.start_time, '2001-01-01T00:00:00Z'::timestamptz)`;
  return isoSql(start);
}
