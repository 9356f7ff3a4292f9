import picocolors from "picocolors";
import type { SpanRecord, TraceRecord } from "../records/record.js";
import { spanForest } from "../records/span-forest.js";
import { paintLine, type StyledLine } from "../terminal/styled-line.js";
import { type TimeRange, timeAxis } from "./time-axis.js";
import { headerLines } from "./trace-header.js";
import { rowLines, scaleLine, treeColumns } from "./tree-layout.js";
import { treeRows } from "./tree-rows.js";

export interface TreeOptions {
  /** The terminal's cells. No line is wider. */
  readonly width: number;
  readonly color: boolean;
}

/**
 * A trace as a tree for the terminal, one line a span with a bar on the trace's own time axis, and below it what went
 * wrong or was tried again. Spans of other traces are left out. Ends with a line break.
 */
export function printTrace(trace: TraceRecord, spans: readonly SpanRecord[], { width, color }: TreeOptions): string {
  const colors = picocolors.createColors(color);
  return traceLines(trace, spans, width)
    .map((line) => `${paintLine(line, width, colors)}\n`)
    .join("");
}

/** The same as lines, some of which may be wider. */
export function traceLines(trace: TraceRecord, spans: readonly SpanRecord[], width: number): readonly StyledLine[] {
  const own = spans.filter((span) => span.trace_id === trace.id);
  const axis = timeAxis(trace, own);
  return [...headerLines(trace, axis, width), ...treeLines(own, axis, width)];
}

function treeLines(spans: readonly SpanRecord[], axis: TimeRange, width: number): readonly StyledLine[] {
  const rows = treeRows(spanForest(spans), axis);
  if (rows.length === 0) return [];
  const columns = treeColumns(rows, width);
  return [[], scaleLine(axis, columns), ...rows.flatMap((row) => rowLines(row, axis, columns))];
}
