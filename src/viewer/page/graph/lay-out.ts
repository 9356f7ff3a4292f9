import { type EdgeLabel, Graph, type GraphLabel, layout, type NodeLabel } from "@dagrejs/dagre";
import type { DrawnGraph, GraphEdge, GraphNode } from "./parse-graph.js";

export interface PlacedNode extends GraphNode {
  /** Of its middle, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge extends GraphEdge {
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface PlacedGraph {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

const NODE_HEIGHT = 40;
// Room for the order and the time below a short name.
const LEAST_WIDTH = 104;
const MARGIN = 8;
// Average width of the page's text at this size; an SVG cannot measure text before it is drawn.
const CHARACTER_WIDTH = 7.4;

/** Where each node and edge is drawn, from top to bottom. */
export function layOut({ nodes, edges }: DrawnGraph): PlacedGraph {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 24, ranksep: 34, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, label } of nodes) {
    graph.setNode(id, { width: Math.max(LEAST_WIDTH, label.length * CHARACTER_WIDTH + 28), height: NODE_HEIGHT });
  }
  for (const [index, { from, to, label }] of edges.entries()) {
    graph.setEdge(
      from,
      to,
      label === undefined ? {} : { width: label.length * 6, height: 14, labelpos: "c" },
      String(index),
    );
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    nodes: nodes.map((node) => {
      const { x = 0, y = 0, width: nodeWidth, height: nodeHeight } = graph.node(node.id);
      return { ...node, x, y, width: nodeWidth, height: nodeHeight };
    }),
    edges: edges.map((edge, index) => ({
      ...edge,
      points: graph.edge(edge.from, edge.to, String(index)).points ?? [],
    })),
  };
}
