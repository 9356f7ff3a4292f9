import { readFileSync } from "node:fs";

/**
 * What loads the modules of this program. `context`: a test runner, in a context of its own, past all that can be
 * done to how Node loads modules.
 */
export type ModuleHost = "node" | "bun" | "deno" | "context";

export function moduleHost(): ModuleHost {
  if ("Bun" in globalThis) return "bun";
  if ("Deno" in globalThis) return "deno";
  // Node's functions are of the context that Node itself is in, and each context has classes of its own.
  return readFileSync instanceof Function ? "node" : "context";
}
