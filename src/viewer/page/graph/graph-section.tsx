import { useEffect, useMemo, useState } from "preact/hooks";
import { asJsonObject, asText } from "../../../records/json/json-object.js";
import { Section } from "../span/section.js";
import { countText } from "../text/amounts.js";
import type { TraceModel } from "../trace/trace-model.js";
import type GraphPicture from "./graph-picture.js";
import { parseGraph } from "./parse-graph.js";

// Laying out more takes a browser seconds, and nobody finds anything in such a picture.
const MOST_NODES = 150;

/** The picture of the trace's graph, where it has one. The code that draws it is loaded with the first one. */
export function GraphSection({ model }: { readonly model: TraceModel }) {
  const { trace } = model.detail.value;
  const definition = asText(asJsonObject(trace?.metadata?._opik_graph_definition).data);
  const graph = useMemo(() => definition && parseGraph(definition), [definition]);
  const [Picture, setPicture] = useState<typeof GraphPicture | undefined>(undefined);
  const isDrawn = graph !== undefined && graph !== "" && graph.nodes.length <= MOST_NODES;
  useEffect(() => {
    if (!isDrawn) return;
    void import("./graph-picture.js").then((loaded) => {
      setPicture(() => loaded.default);
    });
  }, [isDrawn]);
  if (graph === undefined || graph === "") return null;
  return (
    <Section title="Graph" copied={definition}>
      {graph.nodes.length > MOST_NODES ? (
        <p class="faint">Its {countText(graph.nodes.length)} nodes are too many to draw.</p>
      ) : Picture === undefined ? (
        <p class="faint">Drawing…</p>
      ) : (
        <Picture model={model} graph={graph} />
      )}
    </Section>
  );
}
