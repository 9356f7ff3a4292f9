import { useMemo } from "preact/hooks";
import { plainText } from "../../../records/plain-text.js";
import { countText, millisText } from "../text/amounts.js";
import type { TraceModel } from "../trace/trace-model.js";
import { layOut, type PlacedEdge, type PlacedNode } from "./lay-out.js";
import type { DrawnGraph } from "./parse-graph.js";
import { type TakenPath, takenPath, type Visit } from "./taken-path.js";

interface GraphPictureProps {
  readonly model: TraceModel;
  readonly graph: DrawnGraph;
}

/** The graph of a trace with the path that was taken: the order in which its nodes ran, and for how long. */
export default function GraphPicture({ model, graph }: GraphPictureProps) {
  const tree = model.tree.value;
  const placed = useMemo(() => layOut(graph), [graph]);
  const path = useMemo(() => takenPath(graph, tree), [graph, tree]);
  const { width, height } = placed;
  return (
    <div class="graph">
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label="Graph">
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0.8 7 4 0 7.2z" class="arrow" />
          </marker>
          <marker id="arrow-taken" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">
            <path d="M0 0.8 7 4 0 7.2z" class="arrow taken" />
          </marker>
        </defs>
        {placed.edges.map((edge, index) => (
          <EdgeLine key={index} edge={edge} path={path} />
        ))}
        {placed.nodes.map((node) => (
          <NodeBox key={node.id} node={node} visits={path.visits.get(node.id) ?? []} model={model} />
        ))}
      </svg>
    </div>
  );
}

function EdgeLine({ edge, path }: { readonly edge: PlacedEdge; readonly path: TakenPath }) {
  const { points, from, to, label, isConditional } = edge;
  const isTaken = path.edges.has(`${from}>${to}`);
  const middle = points[Math.floor(points.length / 2)];
  return (
    <>
      <path
        d={curve(points)}
        class="edge"
        data-taken={isTaken}
        data-conditional={isConditional}
        marker-end={isTaken ? "url(#arrow-taken)" : "url(#arrow)"}
      />
      {label !== undefined && middle !== undefined && (
        <text x={middle.x} y={middle.y} class="edge-label">
          {plainText(label)}
        </text>
      )}
    </>
  );
}

/** A curve through the midpoints, with the points as control points. */
function curve(points: PlacedEdge["points"]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const parts = rest.map((point, index) => {
    const next = rest[index + 1];
    if (next === undefined) return `L${point.x} ${point.y}`;
    return `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`;
  });
  return `M${first.x} ${first.y} ${parts.join(" ")}`;
}

interface NodeBoxProps {
  readonly node: PlacedNode;
  readonly visits: readonly Visit[];
  readonly model: TraceModel;
}

function NodeBox({ node: { x, y, width, height, label }, visits, model }: NodeBoxProps) {
  const [first] = visits;
  const isFailed = visits.some(({ span }) => span.status === "error");
  const isEnd = /^__(?:start|end)__$/.test(label);
  const name = plainText(isEnd ? label.replaceAll("_", "") : label);
  const box = (
    <>
      <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx={isEnd ? height / 2 : 5} />
      <text x={x} y={visits.length > 0 ? y - 3 : y + 4} class="node-name">
        {name}
      </text>
      {visits.length > 0 && (
        <text x={x} y={y + 12} class="node-visits">
          {visitsText(visits)}
        </text>
      )}
    </>
  );
  if (first === undefined) {
    return (
      <g class="node" data-end={isEnd}>
        {box}
      </g>
    );
  }
  const open = () => {
    const selected = visits.findIndex(({ span }) => span.id === model.selected.value?.id);
    model.select((visits[selected + 1] ?? first).span.id);
  };
  return (
    <g
      class="node"
      data-visited="true"
      data-failed={isFailed}
      role="button"
      tabIndex={0}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key === "Enter") open();
      }}
    >
      {box}
    </g>
  );
}

const MAX_ORDERS = 3;

/** `1, 3 · 1.73 s`: at which places in the order it ran, and how long in all. */
function visitsText(visits: readonly Visit[]): string {
  const orders = visits.slice(0, MAX_ORDERS).map(({ order }) => countText(order));
  const more = visits.length > MAX_ORDERS ? ` +${countText(visits.length - MAX_ORDERS)}` : "";
  const millis = visits.reduce((sum, { span }) => sum + (span.durationMs ?? 0), 0);
  return `${orders.join(", ")}${more} · ${millisText(millis)}`;
}
