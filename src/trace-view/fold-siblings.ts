import type { SpanRecord } from "../records/record.js";
import type { PlacedSpan, SpanNode } from "../records/span-forest.js";

const MAX_ALIKE = 8;
const SHOWN_OF_MANY = 3;

/** The fields that decide whether siblings are alike, and which of them are shown. */
export interface AlikeSpan extends PlacedSpan {
  readonly name: string;
  /** Anything but undefined where it failed. */
  readonly error_info?: unknown;
}

/** Siblings of one name, without those that are shown. */
export interface FoldedSpans<Span extends AlikeSpan = SpanRecord> {
  readonly kind: "folded";
  readonly name: string;
  readonly nodes: readonly SpanNode<Span>[];
}

export type Branch<Span extends AlikeSpan = SpanRecord> =
  | { readonly kind: "span"; readonly node: SpanNode<Span> }
  | FoldedSpans<Span>;

/**
 * Siblings as they are shown: of a name that occurs more than eight times, the first three, the first three that
 * failed, and one line for the rest.
 */
export function foldSiblings<Span extends AlikeSpan>(siblings: readonly SpanNode<Span>[]): readonly Branch<Span>[] {
  const folds = new Map([...groupByName(siblings)].map(([name, group]) => [name, hiddenOf(group)]));
  const folded = new Set<string>();
  return siblings.flatMap((node): readonly Branch<Span>[] => {
    const { name } = node.span;
    const hidden = folds.get(name);
    if (hidden?.has(node) !== true) return [{ kind: "span", node }];
    if (folded.has(name)) return [];
    folded.add(name);
    return [{ kind: "folded", name, nodes: [...hidden] }];
  });
}

function hiddenOf<Span extends AlikeSpan>(group: readonly SpanNode<Span>[]): ReadonlySet<SpanNode<Span>> {
  if (group.length <= MAX_ALIKE) return new Set();
  const failed = group.filter(({ span }) => span.error_info !== undefined);
  const shown = new Set([...group.slice(0, SHOWN_OF_MANY), ...failed.slice(0, SHOWN_OF_MANY)]);
  return new Set(group.filter((node) => !shown.has(node)));
}

function groupByName<Span extends AlikeSpan>(
  siblings: readonly SpanNode<Span>[],
): ReadonlyMap<string, readonly SpanNode<Span>[]> {
  const groups = new Map<string, SpanNode<Span>[]>();
  for (const node of siblings) {
    const group = groups.get(node.span.name);
    if (group === undefined) groups.set(node.span.name, [node]);
    else group.push(node);
  }
  return groups;
}
