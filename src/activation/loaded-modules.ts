import { Session } from "node:inspector";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { MANAGER_FILE } from "./manager-source.js";
import { SDK_FILE } from "./sdk-source.js";

const ANNOUNCED_FILE = new RegExp(`${MANAGER_FILE.source}|${SDK_FILE.source}`);

/** What the CommonJS copies of LangChain's managers and of Opik's SDK export that are loaded already. */
export function loadedCommonJsExports(): readonly unknown[] {
  return loadedCommonJs(ANNOUNCED_FILE);
}

/** What such files export that `require` has loaded. */
export function loadedCommonJs(files: RegExp): readonly unknown[] {
  const { cache } = createRequire(pathToFileURL(`${process.cwd()}/`));
  return Object.entries(cache)
    .filter(([path]) => files.test(path))
    .map(([, loaded]): unknown => loaded?.exports);
}

/** The URLs of their ESM copies that are loaded already. */
export function loadedModuleUrls(): readonly string[] {
  return loadedScriptUrls().filter((url) => url.startsWith("file:") && ANNOUNCED_FILE.test(url));
}

/**
 * Node has no list of its loaded modules, but its debugger reports each script when it is enabled. That takes time for
 * each, so that it is better asked before the program has loaded anything.
 */
function loadedScriptUrls(): string[] {
  const urls: string[] = [];
  const session = new Session();
  session.connect();
  session.on("Debugger.scriptParsed", ({ params }) => {
    urls.push(params.url);
  });
  session.post("Debugger.enable");
  session.post("Debugger.disable");
  session.disconnect();
  return urls;
}
