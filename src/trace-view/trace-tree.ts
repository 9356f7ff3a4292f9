import picocolors from "picocolors";
import type { SpanRecord, TraceRecord } from "../records/record.js";
import { type SpanNode, spanForest } from "../records/span-forest.js";
import { paintLine, piece, type StyledLine } from "../terminal/styled-line.js";
import { numberedSpans } from "./numbered-spans.js";
import { type TimeRange, timeAxis } from "./time-axis.js";
import { headerLines } from "./trace-header.js";
import { rowLines, scaleLine, treeColumns } from "./tree-layout.js";
import { treeRows } from "./tree-rows.js";

export interface TreeOptions {
  /** The width of the terminal in cells. No line is wider. */
  readonly width: number;
  readonly color: boolean;
}

/**
 * A trace as a tree for the terminal: one line per span with a bar on the trace's own time axis, and below it what went
 * wrong or was tried again. Spans of other traces are left out. Ends with a line break.
 */
export function printTrace(trace: TraceRecord, spans: readonly SpanRecord[], { width, color }: TreeOptions): string {
  const colors = picocolors.createColors(color);
  return traceLines(trace, spans, { width })
    .map((line) => `${paintLine(line, width, colors)}\n`)
    .join("");
}

interface LineOptions {
  readonly width: number;
  /** Whether each span has its number before it. Default: false. */
  readonly isNumbered?: boolean;
}

/** The same as lines, some of which may be wider: errors and notes stay whole. */
export function traceLines(
  trace: TraceRecord,
  spans: readonly SpanRecord[],
  { width, isNumbered = false }: LineOptions,
): readonly StyledLine[] {
  const own = spans.filter((span) => span.trace_id === trace.id);
  const axis = timeAxis(trace, own);
  const forest = spanForest(own);
  const numbers = isNumbered ? new Map(numberedSpans(forest).map(({ span, number }) => [span.id, number])) : undefined;
  return [...headerLines(trace, axis, width), ...treeLines(forest, axis, width, numbers)];
}

type Numbers = ReadonlyMap<string, number> | undefined;

function treeLines(
  forest: readonly SpanNode[],
  axis: TimeRange,
  width: number,
  numbers: Numbers,
): readonly StyledLine[] {
  const rows = treeRows(forest, axis);
  if (rows.length === 0) return [];
  const numberCells = numbers === undefined ? 0 : String(numbers.size).length + 1;
  const columns = treeColumns(rows, width - numberCells);
  const numbered = (lines: readonly StyledLine[], number?: number): readonly StyledLine[] =>
    lines.map((line, index) => [piece(numberText(index === 0 ? number : undefined, numberCells), "dim"), ...line]);
  return [
    [],
    ...numbered([scaleLine(axis, columns)]),
    ...rows.flatMap((row) => numbered(rowLines(row, axis, columns), numbers?.get(row.spanId ?? ""))),
  ];
}

function numberText(number: number | undefined, cells: number): string {
  return number === undefined ? " ".repeat(cells) : `${String(number).padStart(cells - 1)} `;
}
