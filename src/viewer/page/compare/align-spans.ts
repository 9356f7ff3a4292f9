import type { SpanLine } from "../../page-api/page-data.js";
import { commonPairs } from "../chat/prompt-change.js";
import { ancestorsOf, spansInOrder, spanTree } from "../trace/span-tree.js";

/** Two corresponding spans, one of each trace, or a span that the other trace does not have. */
export interface SpanPair {
  readonly left: SpanLine | undefined;
  readonly right: SpanLine | undefined;
  readonly depth: number;
}

interface PlacedLine {
  readonly span: SpanLine;
  readonly depth: number;
}

/**
 * The spans of two traces side by side, in the order of their trees: spans of the same kind, name and depth correspond.
 */
export function alignSpans(left: readonly SpanLine[], right: readonly SpanLine[]): readonly SpanPair[] {
  const [lefts, rights] = [inOrder(left), inOrder(right)];
  const pairs: SpanPair[] = [];
  let atLeft = 0;
  let atRight = 0;
  const kept = commonPairs(lefts.map(likeness), rights.map(likeness));
  for (const [keptLeft, keptRight] of [...kept, [lefts.length, rights.length] as const]) {
    for (const { span, depth } of lefts.slice(atLeft, keptLeft)) pairs.push({ left: span, right: undefined, depth });
    for (const { span, depth } of rights.slice(atRight, keptRight)) pairs.push({ left: undefined, right: span, depth });
    const [one, other] = [lefts[keptLeft], rights[keptRight]];
    if (one !== undefined && other !== undefined) pairs.push({ left: one.span, right: other.span, depth: one.depth });
    atLeft = keptLeft + 1;
    atRight = keptRight + 1;
  }
  return pairs;
}

function inOrder(spans: readonly SpanLine[]): readonly PlacedLine[] {
  const tree = spanTree(spans);
  const depths = new Map<string, number>();
  return spansInOrder(tree).map((span) => {
    const parentId = tree.parentIds.get(span.id);
    const depth = parentId === undefined ? 0 : (depths.get(parentId) ?? ancestorsOf(tree, parentId).length) + 1;
    depths.set(span.id, depth);
    return { span, depth };
  });
}

function likeness({ span: { kind, name }, depth }: PlacedLine): string {
  return `${depth} ${kind} ${name}`;
}
