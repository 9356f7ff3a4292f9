import { readFileSync } from "node:fs";

/**
 * What loads the modules of this program. `context`: a test runner, in a context of its own, which no change to Node's
 * module loading reaches.
 */
export type ModuleHost = "node" | "bun" | "deno" | "context";

export function moduleHost(): ModuleHost {
  if ("Bun" in globalThis) return "bun";
  if ("Deno" in globalThis) return "deno";
  // Node's functions belong to Node's own context, and each context has classes of its own.
  return readFileSync instanceof Function ? "node" : "context";
}
