import { microsOf, type TimeRange } from "../../../trace-view/time-axis.js";
import type { SpanLine, TraceDetail } from "../../page-api/page-data.js";

export type { TimeRange };

/** From the first start to the last end. What is still open ends with the axis, at `nowMs`. */
export function wholeRange({ row, spans }: TraceDetail, nowMs: number): TimeRange {
  const all = [row, ...spans];
  const starts = all.map(({ startTime }) => microsOf(startTime));
  const ends = all.map(({ endTime, startTime }) => microsOf(endTime ?? startTime));
  const fromMicros = starts.reduce((least, micros) => Math.min(least, micros), Number.POSITIVE_INFINITY);
  const lastMicros = ends.reduce((most, micros) => Math.max(most, micros), fromMicros);
  const toMicros = row.status === "open" ? Math.max(lastMicros, nowMs * 1000) : lastMicros;
  // A trace of no time at all still needs an axis.
  return { fromMicros, toMicros: Math.max(toMicros, fromMicros + 1) };
}

export function rangeOf({ startTime, endTime }: Pick<SpanLine, "startTime" | "endTime">, axis: TimeRange): TimeRange {
  const fromMicros = microsOf(startTime);
  return { fromMicros, toMicros: Math.max(fromMicros, endTime === undefined ? axis.toMicros : microsOf(endTime)) };
}

/** A range as parts of another, in percent from its start. */
export function placeIn(range: TimeRange, axis: TimeRange): { readonly left: number; readonly width: number } {
  const span = axis.toMicros - axis.fromMicros;
  return {
    left: ((range.fromMicros - axis.fromMicros) / span) * 100,
    width: ((range.toMicros - range.fromMicros) / span) * 100,
  };
}

const LEAST_MICROS = 10;

/** The range with `factor` of its length, so that `atMicros` stays where it is; never more than `whole`. */
export function zoomed(range: TimeRange, whole: TimeRange, factor: number, atMicros: number): TimeRange {
  const length = Math.max(LEAST_MICROS, (range.toMicros - range.fromMicros) * factor);
  const share = (atMicros - range.fromMicros) / (range.toMicros - range.fromMicros);
  return within(atMicros - length * share, length, whole);
}

/** The range moved by a part of its length. */
export function moved(range: TimeRange, whole: TimeRange, share: number): TimeRange {
  const length = range.toMicros - range.fromMicros;
  return within(range.fromMicros + length * share, length, whole);
}

export function within(fromMicros: number, length: number, whole: TimeRange): TimeRange {
  const fitting = Math.min(length, whole.toMicros - whole.fromMicros);
  const from = Math.min(Math.max(fromMicros, whole.fromMicros), whole.toMicros - fitting);
  return { fromMicros: from, toMicros: from + fitting };
}

const STEPS = [1, 2, 5, 10];

/** Round times after the start of `whole` that lie in `range`: about so many. */
export function ticksIn(range: TimeRange, whole: TimeRange, about: number): readonly number[] {
  const rough = (range.toMicros - range.fromMicros) / about;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const step = (STEPS.find((one) => one * power >= rough) ?? 10) * power;
  const first = Math.ceil((range.fromMicros - whole.fromMicros) / step) * step;
  const last = range.toMicros - whole.fromMicros;
  return Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, index) => first + index * step);
}
