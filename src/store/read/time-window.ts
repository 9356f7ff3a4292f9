import { isoTime } from "../../records/clock.js";
import { microsOfIso } from "../../records/iso-time.js";
import { isJsonObject } from "../../records/json/json-object.js";
import { StoreError } from "../store-error.js";

/** The time up to now, such as `15m`, `24h` or `7d`; or from and to, either of which may be left out. */
export type TimeWindow = string | { readonly from?: Date | string; readonly to?: Date | string };

/** ISO 8601; `from` belongs to the range, `to` does not. */
export interface TimeRange {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;
const WINDOW = /^(\d{1,6})([smhdw])$/;

/** @throws StoreError `bad_option` */
export function timeRange(window: TimeWindow, nowMs: number): TimeRange {
  if (isJsonObject(window)) return rangeBetween(endOf("from", window.from), endOf("to", window.to));
  return { from: isoTime(Math.max(0, nowMs - spanOfTimeMs("window", window)) * 1000), to: undefined };
}

/** The milliseconds of `15m`, `24h` or `7d`, the value of the option `name`. @throws StoreError `bad_option` */
export function spanOfTimeMs(name: string, text: unknown): number {
  const [, amount, unit = ""] = (typeof text === "string" && WINDOW.exec(text)) || [];
  const unitMs = UNIT_MS[unit];
  if (unitMs !== undefined && Number(amount) > 0) return Number(amount) * unitMs;
  throw badOption(name, text, "a number with s, m, h, d or w, such as 15m, 24h or 7d");
}

function rangeBetween(from: string | undefined, to: string | undefined): TimeRange {
  if (from !== undefined && to !== undefined && to < from) throw badOption("window.to", to, `${from} or later`);
  return { from, to };
}

function endOf(name: "from" | "to", time: Date | string | undefined): string | undefined {
  if (time === undefined) return undefined;
  const iso = isoOfTime(time instanceof Date ? isoOfDate(time) : time);
  if (iso !== undefined) return iso;
  throw badOption(`window.${name}`, String(time), "a Date or a time such as 2026-03-01 or 2026-03-01T00:00:00Z");
}

/** The time of a date or a time as people write it, in UTC where it names no zone; undefined for any other text. */
export function isoOfTime(text: unknown): string | undefined {
  const [, day = "", minutes = "00:00", seconds = ":00", zone = "Z"] =
    (typeof text === "string" && TIME.exec(text)) || [];
  const micros = microsOfIso(`${day}T${minutes}${seconds}${zone}`);
  return micros !== undefined && isDay(day) ? isoTime(micros) : undefined;
}

/** JavaScript turns the 30th of February into the 2nd of March. */
function isDay(day: string): boolean {
  const midnight = microsOfIso(`${day}T00:00:00Z`);
  return midnight !== undefined && isoTime(midnight).startsWith(day);
}

function isoOfDate(date: Date): string | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

export function badOption(option: string, value: unknown, allowed: string): StoreError {
  return new StoreError("bad_option", `${option} is ${shown(value)}, but must be ${allowed}.`);
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
