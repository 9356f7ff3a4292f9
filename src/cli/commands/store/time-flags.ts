import { isoTime } from "../../../records/clock.js";
import type { TimeWindow } from "../../../store/index.js";
import { isoOfTime, spanOfTimeMs } from "../../../store/read/time-window.js";
import { UsageError } from "../../usage-error.js";

/** The range of start times on the command line. */
export interface TimeFlags {
  /** Such as `24h`: this long until now. */
  readonly window?: string;
  /** A time, or how long ago. */
  readonly from?: string;
  readonly to?: string;
}

const SPAN_OF_TIME = /^\d+[a-z]$/i;

/** Undefined if no flag is given. @throws UsageError that names the flag and its allowed values */
export function windowOf({ window, from, to }: TimeFlags, nowMs: number): TimeWindow | undefined {
  if (window !== undefined) {
    if (from !== undefined || to !== undefined) throw new UsageError("--window cannot be used with --from or --to.");
    spanOfTimeMs("--window", window);
    return window;
  }
  if (from === undefined && to === undefined) return undefined;
  const range = { ...timeFlag("from", from, nowMs), ...timeFlag("to", to, nowMs) };
  if (range.from !== undefined && range.to !== undefined && range.from >= range.to) {
    throw new UsageError(`--from is ${range.from}, which is not before --to, ${range.to}.`);
  }
  return range;
}

/** `last 24h`, or `from 2026-03-01 00:00 to …`, for a title. */
export function windowText(window: TimeWindow): string {
  if (typeof window === "string") return `last ${window}`;
  const { from, to } = window;
  const parts = [
    ...(from === undefined ? [] : [`from ${shown(from)}`]),
    ...(to === undefined ? [] : [`to ${shown(to)}`]),
  ];
  return parts.length === 0 ? "of all time" : `${parts.join(" ")} UTC`;
}

function timeFlag(
  name: "from" | "to",
  given: string | undefined,
  nowMs: number,
): { readonly [Name in typeof name]?: string } {
  if (given === undefined) return {};
  if (SPAN_OF_TIME.test(given)) {
    return { [name]: isoTime(Math.max(0, nowMs - spanOfTimeMs(`--${name}`, given)) * 1000) };
  }
  const iso = isoOfTime(given);
  if (iso !== undefined) return { [name]: iso };
  throw new UsageError(
    `--${name} is ${JSON.stringify(given)}, but must be a time such as 2026-03-01 or 2026-03-01T08:00:00Z, or how long ago, such as 7d.`,
  );
}

function shown(time: Date | string): string {
  const iso = typeof time === "string" ? time : time.toISOString();
  return iso.slice(0, 19).replace("T", " ");
}
