import { modelName } from "../records/model-name.js";
import { plainText } from "../records/plain-text.js";
import type { ErrorInfo, SpanRecord, TraceRecord } from "../records/record.js";
import { spanForest } from "../records/span-forest.js";
import { durationText } from "../terminal/amounts.js";
import { type Piece, piece, type StyledLine } from "../terminal/styled-line.js";
import { type NumberedSpan, numberedSpans } from "./numbered-spans.js";
import { factsOf, notesOf } from "./span-facts.js";
import { spanKind } from "./span-kind.js";
import { microsOf, timeAxis } from "./time-axis.js";
import { titleLine } from "./trace-header.js";
import { traceTotals } from "./trace-totals.js";
import { indented, textLines, wholeValue } from "./whole-value.js";

const KEY_CELLS = 10;

/** One span with everything in its record; nothing is cut. */
export function spanDetail({ number, span, parent }: NumberedSpan): readonly StyledLine[] {
  const { invocation_params: parameters, ...metadata } = span.metadata ?? {};
  return [
    spanTitle(number, span),
    ...field("id", [piece(plainText(span.id))]),
    ...field("parent", parent === undefined ? [] : [piece(`${parent.number} ${plainText(parent.span.name)}`)]),
    ...field("started", [piece(plainText(span.start_time))]),
    ...field("figures", figures(span)),
    ...field("tags", tagPieces(span)),
    ...notesOf(span, true).flatMap((note) => field("note", [note])),
    ...section("parameters", parameters),
    ...section("input", span.input),
    ...section("output", span.output),
    ...errorSection(span.error_info),
    ...section("metadata", Object.keys(metadata).length === 0 ? undefined : metadata),
  ];
}

/** A trace with everything in its record and in those of its spans; nothing is cut. */
export function traceDetail(trace: TraceRecord, spans: readonly SpanRecord[], width: number): readonly StyledLine[] {
  const own = spans.filter((span) => span.trace_id === trace.id);
  const { thread_id: thread } = trace;
  return [
    titleLine(trace, timeAxis(trace, own), width),
    ...field("trace", [piece(plainText(trace.id))]),
    ...field("thread", thread === undefined ? [] : [piece(plainText(thread))]),
    ...field("started", [piece(plainText(trace.start_time))]),
    ...field("tags", tagPieces(trace)),
    ...field("totals", traceTotals(trace)),
    ...section("input", trace.input),
    ...section("output", trace.output),
    ...errorSection(trace.error_info),
    ...section("metadata", trace.metadata),
    ...numberedSpans(spanForest(own)).flatMap((one) => [[], ...spanDetail(one)]),
  ];
}

function spanTitle(number: number, span: SpanRecord): StyledLine {
  const model = modelName(span);
  const failed = span.error_info !== undefined;
  return [
    piece(`${number} `, "dim"),
    ...(failed ? [piece("✗ ", "red")] : []),
    piece(`${spanKind(span).word} `, "dim"),
    piece(plainText(span.name), failed ? "red" : "bold"),
    ...(model === undefined ? [] : [piece(` ${plainText(model)}`, "dim")]),
  ];
}

function figures(span: SpanRecord): readonly Piece[] {
  const { start_time, end_time, total_estimated_cost: cost } = span;
  const took = end_time === undefined ? "open" : durationText(Math.max(0, microsOf(end_time) - microsOf(start_time)));
  return [took, ...factsOf(span), ...(cost === undefined ? [] : [`$${cost}`])].map((text) => piece(text));
}

function tagPieces({ tags = [] }: TraceRecord | SpanRecord): readonly Piece[] {
  return tags.map((tag) => piece(plainText(tag)));
}

function field(key: string, values: readonly Piece[]): readonly StyledLine[] {
  if (values.length === 0) return [];
  const separated = values.flatMap((value) => [piece(" · ", "dim"), value]).slice(1);
  return [[piece(key.padEnd(KEY_CELLS), "dim"), ...separated]];
}

function section(title: string, value: unknown): readonly StyledLine[] {
  return value === undefined ? [] : [[piece(title, "bold")], ...indented(wholeValue(value))];
}

function errorSection(error: ErrorInfo | undefined): readonly StyledLine[] {
  if (error === undefined) return [];
  const { exception_type: type, message = "", traceback } = error;
  return [
    [piece("error", "bold")],
    ...indented([
      [piece(plainText(type), "red")],
      ...(message === "" ? [] : textLines(message, "red")),
      [piece("stack", "dim")],
      ...indented(textLines(traceback)),
    ]),
  ];
}
