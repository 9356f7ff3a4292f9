import { plainText } from "../records/plain-text.js";
import type { TraceRecord } from "../records/record.js";
import { durationText } from "../terminal/amounts.js";
import { cellsOfLine, type Piece, piece, type StyledLine } from "../terminal/styled-line.js";
import { cellsOf, fitText } from "../terminal/terminal-text.js";
import { readableLine } from "./readable-value.js";
import { errorText } from "./span-notes.js";
import { type TimeRange, timesOf } from "./time-axis.js";
import { traceTotals } from "./trace-totals.js";

const KEY_CELLS = 10;
const SEPARATOR = " · ";

/** What stands above the tree: the trace itself, its totals, and what went in and came out. */
export function headerLines(trace: TraceRecord, axis: TimeRange, width: number): readonly StyledLine[] {
  const { id, thread_id: thread, tags = [], input, output, error_info: error } = trace;
  return [
    titleLine(trace, axis, width),
    ...field("trace", [piece(plainText(id), "dim")], width),
    ...field("thread", thread === undefined ? [] : [piece(plainText(thread))], width),
    ...field(
      "tags",
      tags.map((tag) => piece(plainText(tag))),
      width,
    ),
    ...field("totals", traceTotals(trace), width),
    ...field("error", error === undefined ? [] : [piece(errorText(error), "red")], width),
    ...field("input", input === undefined ? [] : [valuePiece(input, width)], width),
    ...field("output", output === undefined ? [] : [valuePiece(output, width)], width),
  ];
}

// The beginning shows which trace it is; the whole would push the tree out of sight.
function valuePiece(value: unknown, width: number): Piece {
  return piece(fitText(readableLine(value), Math.max(1, width - KEY_CELLS)));
}

function titleLine(trace: TraceRecord, axis: TimeRange, width: number): StyledLine {
  const { fromMicros, toMicros } = timesOf(trace, axis);
  const end = endOf(trace, durationText(toMicros - fromMicros));
  const name = fitText(plainText(trace.name), Math.max(1, width - cellsOf(end.text) - 2));
  const gap = Math.max(2, width - cellsOf(name) - cellsOf(end.text));
  return [piece(name, "bold"), piece(" ".repeat(gap)), end];
}

function endOf({ end_time, error_info, metadata }: TraceRecord, duration: string): Piece {
  if (end_time === undefined) return piece(metadata?.abandoned === undefined ? "in progress" : "abandoned", "yellow");
  if (error_info !== undefined) return piece(`✗ failed after ${duration}`, "red");
  if (metadata?.abandoned !== undefined) return piece(`abandoned after ${duration}`, "yellow");
  if (metadata?.control_flow !== undefined) return piece(`left after ${duration}`, "yellow");
  return piece(`✓ ${duration}`, "green");
}

/** The values of one field, as many on a line as fit. */
function field(key: string, values: readonly Piece[], width: number): readonly StyledLine[] {
  const lines: Piece[][] = [];
  let line: Piece[] = [];
  for (const value of values) {
    const isFull = line.length > 0 && cellsOfLine([...line, value]) + SEPARATOR.length > width;
    if (line.length === 0 || isFull) {
      line = [piece((lines.length === 0 ? key : "").padEnd(KEY_CELLS), "dim"), value];
      lines.push(line);
    } else line.push(piece(SEPARATOR, "dim"), value);
  }
  return lines;
}
