import { hookBunLoading } from "./bun-loading.js";
import { hookCommonJsLoading } from "./common-js-loading.js";
import { hookDenoLoading } from "./deno-loading.js";
import { loadedModuleExports, ownExports } from "./loaded-managers.js";
import { moduleHost } from "./module-host.js";
import { hookModuleLoading } from "./module-loading.js";

/** Makes what is loaded from now on announce its managers. */
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
 * The exports of the ES modules that hold managers, or are Opik's SDK, and are loaded already. Where only Node could
 * list them: those of the managers that this package itself finds, which are loaded for this.
 */
export async function moduleExports(): Promise<readonly unknown[]> {
  return moduleHost() === "node" ? loadedModuleExports() : [await ownExports()];
}
