import * as nodeModule from "node:module";
import { announceManagers, MANAGER_FILE } from "./manager-source.js";

type LoadHook = (url: string, context: unknown, nextLoad: (url: string, context: unknown) => unknown) => unknown;

/**
 * Announces the managers in every copy of LangChain that Deno loads from now on. Deno accepts hooks for a thread of
 * their own and never calls them.
 */
export function hookDenoLoading(): void {
  const registerHooks: unknown = Reflect.get(nodeModule, "registerHooks");
  if (typeof registerHooks !== "function") return;
  const load: LoadHook = (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    if (!MANAGER_FILE.test(url) || !hasSource(loaded)) return loaded;
    return { ...loaded, source: announceManagers(Buffer.from(loaded.source).toString()) };
  };
  Reflect.apply(registerHooks, undefined, [{ load }]);
}

function hasSource(loaded: unknown): loaded is { readonly source: string | Uint8Array } {
  if (typeof loaded !== "object" || loaded === null || !("source" in loaded)) return false;
  return typeof loaded.source === "string" || loaded.source instanceof Uint8Array;
}
