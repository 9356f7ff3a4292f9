import { readFileSync } from "node:fs";
import { join } from "node:path";
import { warnOnce } from "../logging/warn-once.js";
import { isJsonObject } from "../records/json/json-object.js";
import { MANAGER_MARK } from "./manager-source.js";

const MANIFEST = "server/middleware-manifest.json";
/** Occurs in every bundle that has this package's handler. */
const HANDLER_MARK = "OPIK_LANGCHAIN_";

/**
 * Names the routes of a built Next.js program that run LangChain where no activation reaches: each edge route has a
 * copy of everything, in a context of its own, and no instrumentation for Node.js is loaded there.
 */
export function tellOfEdgeRoutes(): void {
  // Only Next.js makes this class global: a script in the same folder gets no warning.
  if (!("AsyncLocalStorage" in globalThis)) return;
  const folder = join(process.cwd(), ".next");
  try {
    const untraced = edgeFunctions(JSON.parse(readFileSync(join(folder, MANIFEST), "utf8")))
      .filter(({ files }) => runsUntraced(files.map((file) => readFileSync(join(folder, file), "utf8"))))
      .map(({ route }) => route);
    if (untraced.length > 0) warnOnce("edge-routes", edgeMessage(untraced));
  } catch {
    // A development server, a folder of another name: there is nothing to look into.
  }
}

function edgeMessage(routes: readonly string[]): string {
  return `tracing is on, but does not reach the edge runtime: give the LangChain runs of ${routes.join(", ")} an OpikCallbackHandler, and flush it.`;
}

function runsUntraced(sources: readonly string[]): boolean {
  const includes = (mark: string) => sources.some((source) => source.includes(mark));
  return includes(MANAGER_MARK) && !includes(HANDLER_MARK);
}

interface EdgeFunction {
  readonly route: string;
  readonly files: readonly string[];
}

function edgeFunctions(manifest: unknown): readonly EdgeFunction[] {
  const functions = isJsonObject(manifest) ? manifest.functions : undefined;
  return Object.entries(isJsonObject(functions) ? functions : {}).map(([route, made]) => {
    const files = isJsonObject(made) ? made.files : undefined;
    return { route, files: Array.isArray(files) ? files.filter((file) => typeof file === "string") : [] };
  });
}
