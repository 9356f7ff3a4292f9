import { hookOnce } from "./announcements.js";
import { hookBunLoading } from "./bun-loading.js";
import { hookCommonJsLoading } from "./common-js-loading.js";
import { hookDenoLoading } from "./deno-loading.js";
import { loadedModuleUrls } from "./loaded-modules.js";
import { moduleHost } from "./module-host.js";
import { hookModuleLoading, type UrlsBefore } from "./module-loading.js";

/** What ES modules export that hold managers, or are Opik's SDK, and may have been loaded before they announced it. */
export type ExportsBefore = () => Promise<readonly unknown[]>;

interface LoadingSoFar {
  /** Whether nothing of the program is loaded yet. */
  readonly isFirst: boolean;
}

/**
 * Has managers and Opik's SDK announced in what is loaded from now on. It loads nothing of LangChain itself, to be
 * called before that is loaded.
 *
 * @returns what is to be called once it is
 */
export function followLoading({ isFirst }: LoadingSoFar): ExportsBefore {
  switch (moduleHost()) {
    case "node":
      return followNode(isFirst);
    case "bun":
      hookOnce(hookBunLoading);
      return ownExportsAlone;
    case "deno":
      hookOnce(hookDenoLoading);
      return ownExportsAlone;
    case "context":
      return ownExportsAlone;
  }
}

function followNode(isFirst: boolean): ExportsBefore {
  let urlsBefore: UrlsBefore = loadedModuleUrls;
  hookOnce(() => {
    hookCommonJsLoading();
    urlsBefore = hookModuleLoading(isFirst);
  });
  // No other copy gets loaded by this.
  return async () =>
    Promise.all(urlsBefore().map(async (url): Promise<unknown> => import(/* webpackIgnore: true */ url)));
}

/** Only Node can list what is loaded. What this package itself finds is loaded for its handler anyway. */
async function ownExportsAlone(): Promise<readonly unknown[]> {
  return [await ownExports()];
}

/** What the copy of LangChain's managers exports that is installed beside this package, in this build's format. */
export async function ownExports(): Promise<unknown> {
  return import("@langchain/core/callbacks/manager");
}
