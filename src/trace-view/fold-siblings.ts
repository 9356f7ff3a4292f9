import type { SpanNode } from "../records/span-forest.js";

const MAX_ALIKE = 8;
const SHOWN_OF_MANY = 3;

/** Siblings of one name, without those that are shown. */
export interface FoldedSpans {
  readonly kind: "folded";
  readonly name: string;
  readonly nodes: readonly SpanNode[];
}

export type Branch = { readonly kind: "span"; readonly node: SpanNode } | FoldedSpans;

/**
 * Siblings as they are shown: of a name that stands more than eight times, the first three, the first three that
 * failed, and one line for the rest.
 */
export function foldSiblings(siblings: readonly SpanNode[]): readonly Branch[] {
  const folds = new Map([...groupByName(siblings)].map(([name, group]) => [name, hiddenOf(group)]));
  const folded = new Set<string>();
  return siblings.flatMap((node): readonly Branch[] => {
    const { name } = node.span;
    const hidden = folds.get(name);
    if (hidden?.has(node) !== true) return [{ kind: "span", node }];
    if (folded.has(name)) return [];
    folded.add(name);
    return [{ kind: "folded", name, nodes: [...hidden] }];
  });
}

function hiddenOf(group: readonly SpanNode[]): ReadonlySet<SpanNode> {
  if (group.length <= MAX_ALIKE) return new Set();
  const failed = group.filter(({ span }) => span.error_info !== undefined);
  const shown = new Set([...group.slice(0, SHOWN_OF_MANY), ...failed.slice(0, SHOWN_OF_MANY)]);
  return new Set(group.filter((node) => !shown.has(node)));
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
