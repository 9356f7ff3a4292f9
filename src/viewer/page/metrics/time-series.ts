const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30m` in milliseconds. */
export function bucketMs(bucket: string): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(bucket) ?? [];
  return Number(count ?? 1) * (UNIT_MS[unit ?? "m"] ?? 60_000);
}

interface Bucketed {
  readonly from?: string;
}

/** Rows of buckets in equal steps, the oldest first; undefined where a bucket has none. */
export interface TimeSeries<Row extends Bucketed> {
  /** The start of each bucket, in milliseconds since 1970. */
  readonly startsMs: readonly number[];
  readonly rows: readonly (Row | undefined)[];
}

// More than the server gives; a row of another time must not make a million gaps.
const MAX_BUCKETS = 500;

export function timeSeries<Row extends Bucketed>(rows: readonly Row[], stepMs: number): TimeSeries<Row> {
  const byStart = new Map(
    rows.flatMap((row) => (row.from === undefined ? [] : [[Date.parse(row.from), row] as const])),
  );
  const starts = [...byStart.keys()];
  const first = Math.min(...starts);
  const count = starts.length === 0 ? 0 : Math.min(MAX_BUCKETS, Math.round((Math.max(...starts) - first) / stepMs) + 1);
  const startsMs = Array.from({ length: count }, (_, index) => first + index * stepMs);
  return { startsMs, rows: startsMs.map((start) => byStart.get(start)) };
}
