const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30m` in milliseconds. */
export function lengthMs(length: string): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(length) ?? [];
  return Number(count ?? 1) * (UNIT_MS[unit ?? "m"] ?? 60_000);
}

interface Bucketed {
  readonly from?: string;
}

/** The time that figures cover, in milliseconds since 1970. */
export interface ShownTime {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The rows of all buckets in equal steps, the oldest first, over the whole time shown if the rows are within it;
 * undefined where a bucket has no row.
 */
export interface TimeSeries<Row extends Bucketed> {
  /** The start of each bucket, in milliseconds since 1970. */
  readonly startsMs: readonly number[];
  readonly rows: readonly (Row | undefined)[];
}

// More than the server returns; a row far outside the window must not make a million gaps.
const MAX_BUCKETS = 500;

export function timeSeries<Row extends Bucketed>(
  rows: readonly Row[],
  stepMs: number,
  { fromMs, toMs }: ShownTime,
): TimeSeries<Row> {
  const byStart = new Map(
    rows.flatMap((row) => (row.from === undefined ? [] : [[Date.parse(row.from), row] as const])),
  );
  const starts = [...byStart.keys()];
  if (starts.length === 0) return { startsMs: [], rows: [] };
  const [earliest, latest] = [Math.min(...starts), Math.max(...starts)];
  // The clock of this machine may differ from that of the server.
  const isShown = earliest > fromMs - stepMs && latest <= toMs;
  const first = isShown ? earliest - Math.ceil((earliest - fromMs) / stepMs) * stepMs : earliest;
  const last = isShown ? Math.max(latest, toMs - stepMs) : latest;
  const count = Math.min(MAX_BUCKETS, Math.ceil((last - first) / stepMs) + 1);
  const startsMs = Array.from({ length: count }, (_, index) => first + index * stepMs);
  return { startsMs, rows: startsMs.map((start) => byStart.get(start)) };
}
