import { plainText } from "../records/plain-text.js";
import type { TraceRecord } from "../records/record.js";
import { durationText } from "../terminal/amounts.js";
import { cellsOfLine, type Piece, piece, type StyledLine, type Tone } from "../terminal/styled-line.js";
import { cellsOf, fitText } from "../terminal/terminal-text.js";
import { firstRows, saidText } from "./readable-value.js";
import { wholeErrorText } from "./span-notes.js";
import { type TimeRange, timesOf } from "./time-axis.js";
import { traceTotals } from "./trace-totals.js";

const KEY_CELLS = 10;
const SEPARATOR = " · ";
// More would push the tree out of sight. The rest is counted.
const MAX_ROWS = { input: 3, output: 6, error: 4 };

/** The lines above the tree: the trace itself, its totals, and its input and output. */
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
    ...(error === undefined ? [] : textField("error", wholeErrorText(error), width, "red")),
    ...(input === undefined ? [] : textField("input", saidText(input), width)),
    ...(output === undefined ? [] : textField("output", saidText(output), width)),
  ];
}

/** The beginning of a text in its own lines. */
function textField(
  key: keyof typeof MAX_ROWS,
  text: string,
  width: number,
  tone: Tone = "plain",
): readonly StyledLine[] {
  const rows = firstRows(text, Math.max(1, width - KEY_CELLS), MAX_ROWS[key]);
  return rows.map((row, index) => [keyPiece(index === 0 ? key : ""), piece(row, tone)]);
}

function keyPiece(key: string): Piece {
  return piece(key.padEnd(KEY_CELLS), "dim");
}

/** The name and how the trace ended. */
export function titleLine(trace: TraceRecord, axis: TimeRange, width: number): StyledLine {
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
      line = [keyPiece(lines.length === 0 ? key : ""), value];
      lines.push(line);
    } else line.push(piece(SEPARATOR, "dim"), value);
  }
  return lines;
}
