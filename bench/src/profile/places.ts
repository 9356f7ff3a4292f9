import { readFileSync } from "node:fs";
import type { Profiler } from "node:inspector";
import { fileURLToPath } from "node:url";

/** Where the time of a traced run goes, in the order of the table. */
export const PLACES = [
  "LangChain",
  "callbacks read, runs kept",
  "values converted",
  "JSON written",
  "totals, attempts, tree",
  "sampling, queue, batches joined",
  "HTTP request",
  "Node.js itself",
  "garbage collection",
  "the benchmark",
] as const;
export type Place = (typeof PLACES)[number];

/** By the beginning of the path of a source; the first that fits. */
const PLACE_OF_SOURCE: readonly (readonly [prefix: string, place: Place])[] = [
  ["src/handlers/convert/", "values converted"],
  ["src/prices/", "values converted"],
  ["src/handlers/", "callbacks read, runs kept"],
  ["src/tracing/serialize/", "JSON written"],
  ["src/records/", "JSON written"],
  ["src/tracing/", "totals, attempts, tree"],
  ["src/delivery/http/", "HTTP request"],
  ["src/", "sampling, queue, batches joined"],
];

/** Microseconds of the main thread by place; what waits for work is not counted. */
export function microsByPlace({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): ReadonlyMap<Place, number> {
  const placeOf = new Map<number, Place | undefined>();
  const parentOf = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const nodeOf = new Map(nodes.map((node) => [node.id, node]));
  const find = (id: number): Place | undefined => {
    if (placeOf.has(id)) return placeOf.get(id);
    const node = nodeOf.get(id);
    const parent = parentOf.get(id);
    // What is built into the engine, such as JSON.stringify, is the work of whoever calls it.
    const place = node && (placeOfFrame(node.callFrame) ?? (parent === undefined ? undefined : find(parent)));
    placeOf.set(id, place);
    return place;
  };
  const micros = new Map<Place, number>();
  for (const [index, id] of samples.entries()) {
    const place = isWaiting(nodeOf.get(id)) ? undefined : (find(id) ?? "Node.js itself");
    if (place !== undefined) micros.set(place, (micros.get(place) ?? 0) + (timeDeltas[index] ?? 0));
  }
  return micros;
}

function isWaiting(node: Profiler.ProfileNode | undefined): boolean {
  return node?.callFrame.functionName === "(idle)";
}

function placeOfFrame({ functionName, url, lineNumber }: Profiler.ProfileNode["callFrame"]): Place | undefined {
  if (functionName === "(garbage collector)") return "garbage collection";
  if (/^node:(_http|net|internal\/(http|stream|net|js_stream|dns|tls)|zlib|_stream|stream)/.test(url))
    return "HTTP request";
  if (url.startsWith("node:")) return "Node.js itself";
  if (url.includes("/node_modules/langchain-opik/dist/")) return placeOfLine(url, lineNumber);
  if (url.includes("/node_modules/cockatiel/")) return "sampling, queue, batches joined";
  if (url.includes("/node_modules/")) return "LangChain";
  return url.includes("/bench/dist/") ? "the benchmark" : undefined;
}

interface Section {
  readonly fromLine: number;
  readonly place: Place;
}

const sections = new Map<string, readonly Section[]>();

/** The bundler notes above each module of ours which file it was. */
function placeOfLine(url: string, line: number): Place {
  let known = sections.get(url);
  if (known === undefined) {
    known = readFileSync(fileURLToPath(url), "utf8").split("\n").flatMap(sectionAt);
    sections.set(url, known);
  }
  return known.findLast(({ fromLine }) => fromLine <= line)?.place ?? "callbacks read, runs kept";
}

function sectionAt(text: string, fromLine: number): readonly Section[] {
  const path = /^\/\/ (src\/.*)$/.exec(text)?.[1];
  const place = PLACE_OF_SOURCE.find(([prefix]) => path?.startsWith(prefix))?.[1];
  return place === undefined ? [] : [{ fromLine, place }];
}
