import { durationText } from "../terminal/amounts.js";
import { cellsOf } from "../terminal/terminal-text.js";
import type { TimeRange } from "./time-axis.js";

const LEFT_EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];
const FULL = "█";
const RIGHT_HALF = "▐";
const RIGHT_EDGE = "▕";
const EIGHTHS = 8;

/**
 * A bar of at most `cells` block characters, at the place of its time on the axis. Its end is exact to an eighth of a
 * cell and its start to half of one: there are no finer blocks for a start. Even the shortest time is visible.
 */
export function timeBar({ fromMicros, toMicros }: TimeRange, axis: TimeRange, cells: number): string {
  const length = axis.toMicros - axis.fromMicros;
  const eighths = cells * EIGHTHS;
  const place = (micros: number): number =>
    length <= 0 ? 0 : Math.round(Math.min(1, Math.max(0, (micros - axis.fromMicros) / length)) * eighths);
  const start = place(fromMicros);
  const end = length <= 0 ? eighths : place(toMicros);
  const firstCell = Math.min(Math.floor(start / EIGHTHS), cells - 1);
  return " ".repeat(firstCell) + blocks(start - firstCell * EIGHTHS, end - firstCell * EIGHTHS);
}

/** Blocks from `start` (0 to 8) to `end`, in eighths of a cell. */
function blocks(start: number, end: number): string {
  if (end <= EIGHTHS) return oneBlock(start, end);
  const rest = end - EIGHTHS;
  return firstBlock(start) + FULL.repeat(Math.floor(rest / EIGHTHS)) + (LEFT_EIGHTHS[rest % EIGHTHS] ?? "");
}

function firstBlock(start: number): string {
  if (start < 2) return FULL;
  return start < 6 ? RIGHT_HALF : RIGHT_EDGE;
}

function oneBlock(start: number, end: number): string {
  if (start < 2) return LEFT_EIGHTHS[Math.max(1, end)] ?? FULL;
  if (start >= 6) return RIGHT_EDGE;
  return end >= 6 ? RIGHT_HALF : (LEFT_EIGHTHS[Math.max(1, end - start)] ?? FULL);
}

/** The axis in figures: its start, its middle where there is room, and its end. */
export function axisScale(axis: TimeRange, cells: number): string {
  const length = axis.toMicros - axis.fromMicros;
  const end = durationText(length);
  const middle = durationText(length / 2);
  const untilMiddle = Math.floor(cells / 2) - 1;
  const afterMiddle = cells - untilMiddle - cellsOf(middle) - cellsOf(end);
  if (afterMiddle < 4) return `0${end.padStart(cells - 1)}`;
  return `0${" ".repeat(untilMiddle - 1)}${middle}${" ".repeat(afterMiddle)}${end}`;
}
