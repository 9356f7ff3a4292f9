/** A graph of LangGraph, from its definition. */
export interface DrawnGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  /** The name used in edges: characters other than letters, digits, `-` and `_` have become `_`. */
  readonly id: string;
  readonly label: string;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string | undefined;
  /** Taken only where a condition says so. */
  readonly isConditional: boolean;
}

const NODE = /^([\w-]+)\((.*)\)(?::::\w+)?$/;
const EDGE = /^([\w-]+) (-->|-\.->|--|-\.) ?(?:&nbsp;(.*)&nbsp; (?:-->|\.->) )?([\w-]+);$/;
// A larger graph would not be readable.
const MAX_LINES = 2_000;

/**
 * Reads what LangGraph's `drawMermaid` writes, which is a small part of Mermaid: loading all of Mermaid to draw it
 * would be ten times the rest of this page. Undefined where nothing of it can be drawn.
 */
export function parseGraph(definition: string): DrawnGraph | undefined {
  const nodes = new Map<string, GraphNode>();
  const edges: GraphEdge[] = [];
  for (const line of logicalLines(definition)) {
    const [, from, arrow, label, to] = EDGE.exec(line) ?? [];
    if (from !== undefined && to !== undefined) {
      edges.push({ from, to, label: label && plainLabel(label), isConditional: arrow?.includes(".") === true });
      continue;
    }
    const [, id, drawn] = NODE.exec(line) ?? [];
    if (id !== undefined && drawn !== undefined) nodes.set(id, { id, label: plainLabel(withoutBrackets(drawn)) });
  }
  for (const id of edges.flatMap(({ from, to }) => [from, to])) {
    if (!nodes.has(id)) nodes.set(id, { id, label: id });
  }
  return nodes.size === 0 ? undefined : { nodes: [...nodes.values()], edges };
}

/** Metadata of a node is in its label, on lines of its own. */
function logicalLines(definition: string): readonly string[] {
  const lines: string[] = [];
  for (const line of definition.split("\n").slice(0, MAX_LINES)) {
    if (line.startsWith("\t") || lines.length === 0) lines.push(line.trim());
    else lines.push(`${lines.pop() ?? ""} ${line.trim()}`);
  }
  return lines;
}

function withoutBrackets(label: string): string {
  return label.startsWith("[") && label.endsWith("]") ? label.slice(1, -1) : label;
}

/** Only the name: metadata of a node follows below a rule. */
function plainLabel(label: string): string {
  const [name = ""] = label.split("<hr/>", 1);
  return name
    .replaceAll("&nbsp;", " ")
    .replace(/<\/?(?:p|br)>/g, " ")
    .replace(/ {2,}/g, " ")
    .trim();
}
