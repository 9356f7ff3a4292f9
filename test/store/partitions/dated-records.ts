import { isoTime } from "../../../src/records/clock.js";

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** The first moment of the day in UTC that began so many days ago. */
export function midnight(daysAgo: number): number {
  return (Math.floor(Date.now() / DAY_MS) - daysAgo) * DAY_MS;
}

/** A UUID of version 7 of this moment, which the number tells from others. */
export function idAt(timeMs: number, number = 0): string {
  const time = timeMs.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

export interface Dated {
  /** Default: one of the moment at which it starts. */
  readonly id?: string;
  readonly startMs: number;
  readonly [field: string]: unknown;
}

/** A trace that lasts for a second. */
export function traceAt({ startMs, id = idAt(startMs), ...fields }: Dated) {
  return { id, name: "trace", ...timesFrom(startMs), ...fields };
}

/** A span that lasts for a second; its trace begins at the same moment unless fields say otherwise. */
export function spanAt({ startMs, id = idAt(startMs, 1), ...fields }: Dated) {
  return { id, trace_id: idAt(startMs), name: "span", ...timesFrom(startMs), ...fields };
}

function timesFrom(startMs: number) {
  const start = isoTime(startMs * 1000);
  return { start_time: start, end_time: isoTime((startMs + 1000) * 1000), last_updated_at: start, source: "sdk" };
}
