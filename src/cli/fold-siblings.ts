import type { SpanNode } from "../records/span-forest.js";

const MAX_ALIKE = 8;
const SHOWN_OF_MANY = 3;

/** Siblings of one name, without the first few, which are shown. */
export interface FoldedSpans {
  readonly kind: "folded";
  readonly name: string;
  readonly nodes: readonly SpanNode[];
}

export type Branch = { readonly kind: "span"; readonly node: SpanNode } | FoldedSpans;

/** Siblings as they are shown: of a name that stands more than eight times, the first three and one line for the rest. */
export function foldSiblings(siblings: readonly SpanNode[]): readonly Branch[] {
  const groups = groupByName(siblings);
  const placed = new Map<string, number>();
  return siblings.flatMap((node): readonly Branch[] => {
    const { name } = node.span;
    const group = groups.get(name) ?? [];
    const place = placed.get(name) ?? 0;
    placed.set(name, place + 1);
    if (group.length <= MAX_ALIKE || place < SHOWN_OF_MANY) return [{ kind: "span", node }];
    return place === SHOWN_OF_MANY ? [{ kind: "folded", name, nodes: group.slice(SHOWN_OF_MANY) }] : [];
  });
}

function groupByName(siblings: readonly SpanNode[]): ReadonlyMap<string, readonly SpanNode[]> {
  const groups = new Map<string, SpanNode[]>();
  for (const node of siblings) {
    const group = groups.get(node.span.name);
    if (group === undefined) groups.set(node.span.name, [node]);
    else group.push(node);
  }
  return groups;
}
