import * as nodeModule from "node:module";

/** What a load hook gives: as much as is read here. */
interface LoadedModule {
  readonly format: unknown;
  readonly source: string | Uint8Array;
}

type LoadHook = (url: string, context: unknown, nextLoad: (url: string, context: unknown) => unknown) => unknown;

/**
 * Has the source of each module that this thread loads from now on replaced, where `changed` returns another.
 * Returns whether the runtime has hooks for it.
 */
export function hookLoads(changed: (url: string, loaded: LoadedModule) => string | undefined): boolean {
  const registerHooks: unknown = Reflect.get(nodeModule, "registerHooks");
  if (typeof registerHooks !== "function") return false;
  const load: LoadHook = (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    const source = isLoaded(loaded) ? changed(url, loaded) : undefined;
    return source === undefined ? loaded : { ...Object(loaded), source };
  };
  Reflect.apply(registerHooks, undefined, [{ load }]);
  return true;
}

export function hasLoadHooks(): boolean {
  return Reflect.has(nodeModule, "registerHooks");
}

function isLoaded(value: unknown): value is LoadedModule {
  if (typeof value !== "object" || value === null || !("source" in value) || !("format" in value)) return false;
  return typeof value.source === "string" || value.source instanceof Uint8Array;
}
