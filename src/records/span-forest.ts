import { microsOfIso } from "./iso-time.js";
import type { SpanRecord } from "./record.js";

/** The fields that place a span in its trace. */
export type PlacedSpan = Pick<SpanRecord, "id" | "parent_span_id" | "start_time">;

/** A span with its children, in the order of start. */
export interface SpanNode<Span extends PlacedSpan = SpanRecord> {
  readonly span: Span;
  readonly children: readonly SpanNode<Span>[];
  /** Its parent is not among the spans, so it is directly below the trace. */
  readonly orphan: boolean;
}

interface GrowingNode<Span extends PlacedSpan> extends SpanNode<Span> {
  readonly children: GrowingNode<Span>[];
}

/** The spans of one trace as trees. Every span is in them once, whatever parent it names. */
export function spanForest<Span extends PlacedSpan>(spans: readonly Span[]): readonly SpanNode<Span>[] {
  const byId = new Map(inOrder(spans).map((span) => [span.id, span]));
  const orphans = orphanIds(byId);
  const nodes = new Map([...byId].map(([id, span]) => [id, growingNode(span, orphans.has(id))]));
  const roots: GrowingNode<Span>[] = [];
  for (const node of nodes.values()) {
    const { parent_span_id: parentId } = node.span;
    const parent = node.orphan || parentId === undefined ? undefined : nodes.get(parentId);
    (parent?.children ?? roots).push(node);
  }
  return roots;
}

function growingNode<Span extends PlacedSpan>(span: Span, orphan: boolean): GrowingNode<Span> {
  return { span, children: [], orphan };
}

function inOrder<Span extends PlacedSpan>(spans: readonly Span[]): readonly Span[] {
  return spans
    .map((span) => ({ span, startMicros: microsOfIso(span.start_time) ?? 0 }))
    .sort((a, b) => a.startMicros - b.startMicros || (a.span.id < b.span.id ? -1 : Number(a.span.id > b.span.id)))
    .map(({ span }) => span);
}

/** Spans whose parent is missing, and one of each circle of spans that are one another's parents. */
function orphanIds(byId: ReadonlyMap<string, PlacedSpan>): ReadonlySet<string> {
  const orphans = new Set<string>();
  const anchored = new Set<string>();
  for (const span of byId.values()) {
    const path = new Set<string>();
    const end = lastAncestor(span, byId, anchored, path);
    if (end !== undefined) orphans.add(end);
    for (const id of path) anchored.add(id);
  }
  return orphans;
}

/** Walks up along `path`. Returns the span at which the path breaks off; undefined where it leads to the trace. */
function lastAncestor(
  span: PlacedSpan,
  byId: ReadonlyMap<string, PlacedSpan>,
  anchored: ReadonlySet<string>,
  path: Set<string>,
): string | undefined {
  for (let one = span; !anchored.has(one.id); ) {
    if (path.has(one.id)) return one.id;
    path.add(one.id);
    if (one.parent_span_id === undefined) return undefined;
    const parent = byId.get(one.parent_span_id);
    if (parent === undefined) return one.id;
    one = parent;
  }
  return undefined;
}
