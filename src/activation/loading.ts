import { hookBunLoading } from "./bun-loading.js";
import { hookCommonJsLoading } from "./common-js-loading.js";
import { hookDenoLoading } from "./deno-loading.js";
import { loadedModuleManagers, ownManager } from "./loaded-managers.js";
import { moduleHost } from "./module-host.js";
import { hookModuleLoading } from "./module-loading.js";

/** Has the managers announced in what is loaded from now on. */
export function hookLoading(): void {
  switch (moduleHost()) {
    case "node":
      hookCommonJsLoading();
      hookModuleLoading();
      return;
    case "bun":
      hookBunLoading();
      return;
    case "deno":
      hookDenoLoading();
      return;
    case "context":
  }
}

/**
 * The manager classes of ES modules that are loaded already. Where only Node could list them: those of the copy that
 * this package itself finds, which is loaded for it.
 */
export async function moduleManagers(): Promise<readonly unknown[]> {
  return moduleHost() === "node" ? loadedModuleManagers() : [await ownManager()];
}
