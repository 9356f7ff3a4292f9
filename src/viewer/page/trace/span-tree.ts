import { type SpanNode, spanForest } from "../../../records/span-forest.js";
import { type AlikeSpan, foldSiblings } from "../../../trace-view/fold-siblings.js";
import type { SpanLine } from "../../page-api/page-data.js";

interface TreeSpan extends AlikeSpan {
  readonly line: SpanLine;
}

/** The spans of one trace with their parents and children. */
export interface SpanTree {
  readonly roots: readonly SpanNode<TreeSpan>[];
  readonly byId: ReadonlyMap<string, SpanLine>;
  /** The parent of each span; a span directly below the trace has none. */
  readonly parentIds: ReadonlyMap<string, string>;
}

/**
 * The open parts of a tree. Branches are open unless they were closed, and folds are closed unless they were opened.
 */
export interface OpenBranches {
  readonly closed: ReadonlySet<string>;
  readonly openFolds: ReadonlySet<string>;
}

interface RowPlace {
  /** Spans of the trace itself have 1; it is 0. */
  readonly depth: number;
  /** From 1 among its siblings. */
  readonly place: number;
  readonly siblings: number;
}

export interface SpanRow extends RowPlace {
  readonly kind: "span";
  readonly id: string;
  readonly span: SpanLine;
  readonly isOpen: boolean | undefined;
  readonly isOrphan: boolean;
}

/** One row for many siblings that are alike. */
export interface FoldRow extends RowPlace {
  readonly kind: "fold";
  readonly id: string;
  readonly name: string;
  readonly spans: readonly SpanLine[];
}

export type TreeRow = SpanRow | FoldRow;

export function spanTree(spans: readonly SpanLine[]): SpanTree {
  const roots = spanForest(spans.map(treeSpan));
  const parentIds = new Map<string, string>();
  const open = [...roots];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const child of node.children) {
      parentIds.set(child.span.id, node.span.id);
      open.push(child);
    }
  }
  return { roots, byId: new Map(spans.map((span) => [span.id, span])), parentIds };
}

function treeSpan(line: SpanLine): TreeSpan {
  const { id, name, startTime, parentSpanId, errorType, status } = line;
  return {
    id,
    name,
    start_time: startTime,
    line,
    ...(parentSpanId !== undefined && { parent_span_id: parentSpanId }),
    ...(status === "error" && { error_info: errorType ?? "error" }),
  };
}

interface Waiting {
  readonly node: SpanNode<TreeSpan>;
  readonly place: RowPlace;
}

/** The rows that are open, from top to bottom. Walks without recursion: a trace may be thousands of spans deep. */
export function openRows({ roots }: SpanTree, { closed, openFolds }: OpenBranches): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const waiting: (Waiting | FoldRow)[] = [];
  const push = (nodes: readonly SpanNode<TreeSpan>[], depth: number, parentId: string) => {
    const branches = foldSiblings(nodes).map((branch) => {
      if (branch.kind === "span") return [{ node: branch.node }];
      const id = foldId(parentId, branch.name);
      if (openFolds.has(id)) return branch.nodes.map((node) => ({ node }));
      return [{ fold: { id, name: branch.name, spans: branch.nodes.map(({ span }) => span.line) } }];
    });
    const flat = branches.flat();
    for (const [index, branch] of [...flat.entries()].reverse()) {
      const place = { depth, place: index + 1, siblings: flat.length };
      waiting.push("node" in branch ? { node: branch.node, place } : { kind: "fold", ...branch.fold, ...place });
    }
  };
  push(roots, 1, "");
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if ("kind" in next) {
      rows.push(next);
      continue;
    }
    const { node, place } = next;
    const { span, children, orphan } = node;
    const isOpen = children.length === 0 ? undefined : !closed.has(span.id);
    rows.push({ kind: "span", id: span.id, span: span.line, isOpen, isOrphan: orphan, ...place });
    if (isOpen === true) push(children, place.depth + 1, span.id);
  }
  return rows;
}

function foldId(parentId: string, name: string): string {
  return `fold:${parentId}:${name}`;
}

/** The ancestors of the span, the nearest first. */
export function ancestorsOf({ parentIds }: SpanTree, id: string): readonly string[] {
  const ancestors: string[] = [];
  for (let parent = parentIds.get(id); parent !== undefined; parent = parentIds.get(parent)) ancestors.push(parent);
  return ancestors;
}

/** All spans from top to bottom, whether they are open or not. */
export function spansInOrder({ roots }: SpanTree): readonly SpanLine[] {
  const spans: SpanLine[] = [];
  const waiting = [...roots].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    spans.push(node.span.line);
    waiting.push(...[...node.children].reverse());
  }
  return spans;
}
