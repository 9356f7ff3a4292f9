import { isoTime } from "../../records/clock.js";
import { microsOfIso } from "../../records/iso-time.js";
import { type TimeWindow, timeRange } from "../../store/read/time-window.js";
import { Refusal } from "../http/refusal.js";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Lengths that are easy to read, and their names for the store. */
const STEPS: readonly (readonly [ms: number, name: string])[] = [
  [SECOND_MS, "1s"],
  [5 * SECOND_MS, "5s"],
  [15 * SECOND_MS, "15s"],
  [30 * SECOND_MS, "30s"],
  [MINUTE_MS, "1m"],
  [5 * MINUTE_MS, "5m"],
  [15 * MINUTE_MS, "15m"],
  [30 * MINUTE_MS, "30m"],
  [HOUR_MS, "1h"],
  [3 * HOUR_MS, "3h"],
  [6 * HOUR_MS, "6h"],
  [12 * HOUR_MS, "12h"],
  [DAY_MS, "1d"],
  [7 * DAY_MS, "7d"],
  [28 * DAY_MS, "28d"],
];

/** More would be thinner than a line on a screen. */
const MAX_STEPS = 61;

/** A stretch of time in equal steps. */
export interface TimeSteps {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  /** The length of a step in the store's notation, such as `30m`. */
  readonly bucket: string;
}

/** @throws Refusal 400 where the stretch has no beginning, or is too long; StoreError `bad_option` */
export function timeSteps(window: TimeWindow, nowMs: number): TimeSteps {
  const { from, to } = timeRange(window, nowMs);
  const fromMs = millisOf(from);
  if (fromMs === undefined) throw new Refusal(400, "a window or a start time is needed");
  const toMs = millisOf(to) ?? nowMs;
  const step = STEPS.find(([ms]) => (toMs - fromMs) / ms < MAX_STEPS);
  if (step === undefined) throw new Refusal(400, "the window is too long");
  return { fromMs, toMs, stepMs: step[0], bucket: step[1] };
}

/** The beginnings of the steps, the oldest first, as the store writes them. */
export function startsOf({ fromMs, toMs, stepMs }: TimeSteps): readonly string[] {
  const starts: string[] = [];
  for (let ms = ORIGIN_MS + Math.floor((fromMs - ORIGIN_MS) / stepMs) * stepMs; ms <= toMs; ms += stepMs) {
    starts.push(isoTime(ms * 1000));
  }
  return starts;
}

/** Steps are counted from here on, a Monday's midnight: see time-buckets.ts of the store. */
const ORIGIN_MS = 978_307_200_000;

function millisOf(iso: string | undefined): number | undefined {
  const micros = microsOfIso(iso);
  return micros === undefined ? undefined : Math.floor(micros / 1000);
}
