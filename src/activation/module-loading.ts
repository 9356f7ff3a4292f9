import { hookFileReads } from "./file-reads.js";
import { hasLoadHooks, hookLoads } from "./load-hooks.js";
import { loadedModuleUrls } from "./loaded-modules.js";
import { hasLoaderThread, hookLoaderThread, onLoaderThread } from "./loader-thread.js";
import { changedModule } from "./module-source.js";
import { parsesAsModuleNow } from "./module-syntax.js";

/** The URLs of ES modules that hold managers, or are Opik's SDK, and were loaded before they announced it. */
export type UrlsBefore = () => readonly string[];

/**
 * Announces the managers in every ES module that is loaded from now on, and in CommonJS that Node loads as it loads
 * modules; also Opik's SDK. In this thread, where that can be: with another one, to load LangChain takes twice as long.
 */
export function hookModuleLoading(isFirst: boolean): UrlsBefore {
  if (!hookThisThread()) return hookLater;
  const urls = isFirst ? [] : loadedModuleUrls();
  return () => urls;
}

/** Another thread is started after the handler is loaded, because all that is loaded then takes its time. */
function hookLater(): readonly string[] {
  hookLoaderThread();
  return loadedModuleUrls();
}

function hookThisThread(): boolean {
  if (hasLoaderThread()) return false;
  if (hasLoadHooks()) return hasSoundLoadHooks() && hookModuleLoads();
  if (!hookFileReads()) return false;
  onLoaderThread(hookLoaderThread);
  return true;
}

/** From these minor versions on, and in each later major one, load hooks do not change how CommonJS is loaded. */
const FIRST_SOUND: ReadonlyMap<number, number> = new Map([
  [22, 23],
  [24, 12],
  [25, 2],
]);

function hasSoundLoadHooks(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > 25 || minor >= (FIRST_SOUND.get(major) ?? Number.POSITIVE_INFINITY);
}

function hookModuleLoads(): boolean {
  return hookLoads((url, { format, source }) => {
    const changed = format === "module" ? changedModule(url, source) : undefined;
    if (changed === undefined) return undefined;
    return changed.isSure || parsesAsModuleNow(changed.source) ? changed.source : undefined;
  });
}
