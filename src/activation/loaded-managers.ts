import { Session } from "node:inspector";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { followModule } from "../handlers/follow-runs.js";
import { MANAGER_FILE } from "./manager-source.js";
import { SDK_FILE } from "./sdk-source.js";

const ANNOUNCED_FILE = new RegExp(`${MANAGER_FILE.source}|${SDK_FILE.source}`);

/** What the CommonJS copies of LangChain's managers and of Opik's SDK export that are loaded already. */
export function loadedCommonJsExports(): unknown[] {
  return loadedCommonJs(ANNOUNCED_FILE);
}

/** The file that knows in which run LangChain calls a function. */
const CONTEXT_FILE = /[\\/]dist[\\/](?:singletons[\\/]async_local_storage|tools)[\\/]index\.cjs$/;

/**
 * Follows the runs of the CommonJS copies that are loaded. A program of CommonJS that is started with `--import` has
 * another copy of LangChain than this package.
 */
export function followCommonJsRuns(): void {
  for (const exported of loadedCommonJs(CONTEXT_FILE)) followModule(exported);
}

function loadedCommonJs(files: RegExp): unknown[] {
  const { cache } = createRequire(pathToFileURL(`${process.cwd()}/`));
  return Object.entries(cache)
    .filter(([path]) => files.test(path))
    .map(([, loaded]): unknown => loaded?.exports);
}

/** What the ESM copies of these export that are loaded already. This loads no other copy. */
export async function loadedModuleExports(): Promise<unknown[]> {
  const urls = loadedScriptUrls().filter((url) => url.startsWith("file:") && ANNOUNCED_FILE.test(url));
  return Promise.all(urls.map(async (url): Promise<unknown> => import(/* webpackIgnore: true */ url)));
}

/** What the copy of LangChain's managers exports that is installed beside this package, in this build's format. */
export async function ownExports(): Promise<unknown> {
  return import("@langchain/core/callbacks/manager");
}

/** Node has no list of its loaded modules, but its debugger reports each script when it is enabled. */
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

/** The manager class among the exports of a file. Undefined if it is another file. */
export function managerOf(exported: unknown): unknown {
  return typeof exported === "object" && exported !== null && "CallbackManager" in exported
    ? exported.CallbackManager
    : undefined;
}
