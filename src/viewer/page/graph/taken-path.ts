import type { SpanLine } from "../../page-api/page-data.js";
import type { SpanTree } from "../trace/span-tree.js";
import type { DrawnGraph } from "./parse-graph.js";

/** One run of a node of the graph. */
export interface Visit {
  /** From 1, in the order of start. */
  readonly order: number;
  readonly span: SpanLine;
}

export interface TakenPath {
  readonly visits: ReadonlyMap<string, readonly Visit[]>;
  /** Edges that were taken, as `from>to`. */
  readonly edges: ReadonlySet<string>;
}

const START = "__start__";
const END = "__end__";

/** Which nodes of the graph ran, in which order, and along which edges. */
export function takenPath({ nodes, edges }: DrawnGraph, tree: SpanTree): TakenPath {
  const byLabel = new Map(nodes.map(({ id, label }) => [label, id]));
  const runs = [...tree.byId.values()]
    .filter((span) => isNodeRun(span, tree))
    .sort((a, b) => (a.startTime < b.startTime ? -1 : Number(a.startTime > b.startTime)));
  const visits = new Map<string, Visit[]>();
  const taken = new Set<string>();
  // Nodes in the same step of the graph ran side by side.
  let before: readonly string[] = [START];
  let step: { readonly number: number | undefined; readonly ids: string[] } = { number: undefined, ids: [] };
  const known = new Set(edges.map(({ from, to }) => `${from}>${to}`));
  const go = (from: readonly string[], to: string) => {
    for (const one of from) if (known.has(`${one}>${to}`)) taken.add(`${one}>${to}`);
  };
  for (const [index, span] of runs.entries()) {
    const id = byLabel.get(span.graphNode ?? span.name);
    if (id === undefined) continue;
    if (step.number !== span.graphStep || span.graphStep === undefined) {
      if (step.ids.length > 0) before = step.ids;
      step = { number: span.graphStep, ids: [] };
    }
    go(before, id);
    step.ids.push(id);
    visits.set(id, [...(visits.get(id) ?? []), { order: index + 1, span }]);
  }
  if (runs.every(({ status }) => status === "ok")) go(step.ids, END);
  return { visits, edges: taken };
}

/** The span of a node itself: runs inside it have the node's name as well. */
function isNodeRun(span: SpanLine, { byId, parentIds }: SpanTree): boolean {
  if (span.graphNode === undefined || span.name !== span.graphNode) return false;
  return byId.get(parentIds.get(span.id) ?? "")?.graphNode !== span.graphNode;
}
