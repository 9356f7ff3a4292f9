import { asJsonObject, isJsonObject, type JsonObject } from "../records/json/json-object.js";

/** A compiled LangGraph, or an agent of `createAgent`, which holds one. */
export interface DrawableGraph {
  getGraph?(config?: unknown): { drawMermaid(): string };
  readonly graph?: unknown;
}

/** For Opik's graph tab. */
export interface GraphDefinition {
  readonly format: "mermaid";
  readonly data: string;
}

/** Draws the graph once, when the first trace of it is written. A graph that can't be drawn is left out. */
export function graphPicture(graph: DrawableGraph | undefined): () => GraphDefinition | undefined {
  let drawn: GraphDefinition | undefined | "not yet" = graph && "not yet";
  return () => {
    if (drawn === "not yet") drawn = graph && draw(graph);
    return drawn;
  };
}

function draw(graph: DrawableGraph): GraphDefinition | undefined {
  try {
    const drawable = typeof graph.getGraph === "function" ? graph : asDrawable(graph.graph);
    const data = drawable?.getGraph?.().drawMermaid();
    return data === undefined ? undefined : { format: "mermaid", data };
  } catch {
    return undefined;
  }
}

function asDrawable(value: unknown): DrawableGraph | undefined {
  return isJsonObject(value) && hasGetGraph(value) ? value : undefined;
}

function hasGetGraph(value: JsonObject): value is JsonObject & DrawableGraph {
  return typeof asJsonObject(value).getGraph === "function";
}
