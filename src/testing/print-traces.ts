import { asJsonObject } from "../records/json/json-object.js";
import type { ErrorInfo, TraceRecord } from "../records/record.js";
import { type SpanNode, spanForest } from "../records/span-forest.js";
import { comesFromBelow } from "../trace-view/span-notes.js";
import { inStableOrder, type Sibling } from "./sibling-order.js";
import { spanLine, traceLine } from "./span-line.js";
import type { TraceRecording } from "./trace-recording.js";

/**
 * Traces as text for snapshots: a line for each run, indented below its parent, with its kind and model, and what went
 * wrong or was tried again. Times, ids, inputs and outputs are left out. Siblings are in the order of their start;
 * where some of one name ran at the same time, their order does not depend on chance.
 */
export function printTraces({ traces, spans }: TraceRecording): string {
  const known = new Set(traces.map(({ id }) => id));
  const orphans = spans.filter(({ trace_id: id }) => !known.has(id));
  const printed = traces.map((trace) => traceSibling(trace, { traces, spans }));
  const lines = inStableOrder(printed).map(({ lines }) => lines);
  if (orphans.length > 0) lines.push(["(spans of traces that were not recorded)", ...childLines(spanForest(orphans))]);
  return lines.map((one) => one.join("\n")).join("\n\n");
}

function traceSibling(trace: TraceRecord, { spans }: TraceRecording): Sibling {
  const nodes = spanForest(spans.filter(({ trace_id }) => trace_id === trace.id));
  const lines = [traceLine(trace, comesFromBelow(trace.error_info, errorsOf(nodes))), ...childLines(nodes)];
  return { record: trace, attempt: 0, lines };
}

function childLines(nodes: readonly SpanNode[]): readonly string[] {
  return inStableOrder(nodes.map(spanSibling)).flatMap(({ lines }) => lines.map((line) => `  ${line}`));
}

function spanSibling({ span, children, orphan }: SpanNode): Sibling {
  const { number } = asJsonObject(span.metadata?.attempt);
  const own = spanLine(span, comesFromBelow(span.error_info, errorsOf(children)));
  return {
    record: span,
    attempt: typeof number === "number" ? number : 0,
    lines: [orphan ? `${own} [its parent was not recorded]` : own, ...childLines(children)],
  };
}

function errorsOf(nodes: readonly SpanNode[]): readonly (ErrorInfo | undefined)[] {
  return nodes.map(({ span }) => span.error_info);
}
