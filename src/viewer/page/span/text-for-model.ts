import type { SpanRecord, TraceRecord } from "../../../records/record.js";
import { type SpanNode, spanForest } from "../../../records/span-forest.js";
import { countText } from "../../../terminal/amounts.js";
import { piece, type StyledLine } from "../../../terminal/styled-line.js";
import { numberedSpans } from "../../../trace-view/numbered-spans.js";
import { spanDetail } from "../../../trace-view/span-detail.js";
import { traceLines } from "../../../trace-view/trace-tree.js";
import { askText } from "../api/client.js";

type RecordLine = TraceRecord | SpanRecord;

// Wide enough that no fact of a span needs a line of its own.
const WIDTH = 160;
const MAX_SPAN_LINES = 60;

/** A trace as text, or one span with everything below it: the tree with its figures, then each span that did work. */
export async function textForModel(traceId: string, spanId: string | undefined): Promise<string> {
  const ndjson = await askText(`traces/${encodeURIComponent(traceId)}/export?as=ndjson`);
  const records = ndjson
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RecordLine);
  const trace = records.find((record): record is TraceRecord => record.id === traceId);
  const spans = records.filter((record): record is SpanRecord => "trace_id" in record && "type" in record);
  if (trace === undefined) throw new Error("The export has no trace.");
  return modelText(trace, spanId === undefined ? spans : subtree(spans, spanId));
}

function modelText(trace: TraceRecord, spans: readonly SpanRecord[]): string {
  const tree = traceLines(trace, spans, { width: WIDTH, isNumbered: true });
  const working = numberedSpans(spanForest(spans)).filter(
    ({ span }) => span.type !== "general" || span.error_info !== undefined,
  );
  const details = working.flatMap((one) => [[], ...shortened(spanDetail(one))]);
  return [...tree, ...details]
    .map((line) =>
      line
        .map(({ text }) => text)
        .join("")
        .trimEnd(),
    )
    .join("\n");
}

function shortened(lines: readonly StyledLine[]): readonly StyledLine[] {
  const more = lines.length - MAX_SPAN_LINES;
  return more <= 0 ? lines : [...lines.slice(0, MAX_SPAN_LINES), [piece(`… ${countText(more)} more lines`)]];
}

function subtree(spans: readonly SpanRecord[], id: string): readonly SpanRecord[] {
  const found: SpanRecord[] = [];
  const open: SpanNode[] = [...spanForest(spans)];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.span.id !== id) {
      open.push(...node.children);
      continue;
    }
    open.length = 0;
    const below: SpanNode[] = [node];
    for (let one = below.pop(); one !== undefined; one = below.pop()) {
      found.push(one.span);
      below.push(...one.children);
    }
  }
  return found;
}
