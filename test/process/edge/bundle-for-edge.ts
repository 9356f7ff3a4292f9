import { join } from "node:path";
import { build } from "esbuild";

/** How a bundler for edge runtimes asks for a package's files. */
export const EDGE_CONDITIONS = ["workerd", "edge-light", "browser"] as const;

interface EdgeBundle {
  readonly folder: string;
  readonly program: string;
  readonly into: string;
  readonly condition: (typeof EDGE_CONDITIONS)[number];
  /** What the runtime has itself. Default: nothing, so that an import of Node's modules fails the build. */
  readonly external?: readonly string[];
  /** Default: an ES module. */
  readonly format?: "esm" | "iife";
}

/** Puts a program and everything that it imports into one file, as for a Worker. */
export async function bundleForEdge(options: EdgeBundle): Promise<void> {
  const { folder, program, into, condition, external = [], format = "esm" } = options;
  await build({
    entryPoints: [join(folder, program)],
    outfile: join(folder, into),
    bundle: true,
    platform: "browser",
    conditions: [condition],
    external: [...external],
    format,
    logLevel: "silent",
  });
}
