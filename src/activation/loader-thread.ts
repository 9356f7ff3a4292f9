import { register } from "node:module";
import { ANNOUNCEMENT, MANAGER_FILE, MANAGER_MARK, MANAGER_METHOD } from "./manager-source.js";
import { MODULE_JOIN, SDK_FILE } from "./sdk-source.js";

/**
 * Changes what a thread of Node's own loads modules from. Node starts that thread for it, and from then on both take
 * more time than LangChain itself does to load: only where it is there anyway, or nothing else is.
 */
export function hookLoaderThread(): void {
  register(`data:text/javascript,${encodeURIComponent(LOAD_HOOK)}`);
}

/** What Node loads for such a thread. Undefined where it does not tell. */
export function hasLoaderThread(): boolean {
  const loaded: unknown = Reflect.get(process, "moduleLoadList");
  return !Array.isArray(loaded) || loaded.includes("NativeModule internal/modules/esm/hooks");
}

/** Another's hooks, such as those of tsx, may start it at any time. It loads nothing before this is called. */
export function onLoaderThread(started: () => void): void {
  const check = () => {
    if (!hasLoaderThread()) return;
    process.off("worker", check);
    started();
  };
  process.on("worker", check);
}

/**
 * Load hooks run on a thread of their own, and can share no code with this one. If another hook provided the source of
 * a required CommonJS file, as tsx does for `.cts`, the file is compiled without `Module.prototype._compile`, and the
 * hook here gets no source. Without a flag Node parses a module only to run it, so the text to be checked also imports
 * something that does not exist: then it is parsed, and never runs. Text in another language than JavaScript fails too.
 */
const LOAD_HOOK = `
import { readFile } from "node:fs/promises";
import { compileFunction } from "node:vm";

const mark = ${JSON.stringify(MANAGER_MARK)};
const probe = "data:text/javascript;langchain-opik=probe,";

export async function load(url, context, nextLoad) {
  const loaded = await nextLoad(url, context);
  if (url.startsWith(probe) || loaded.format === "json") return loaded;
  const given = loaded.source ?? (${MANAGER_FILE}.test(url) ? await readFile(new URL(url)) : undefined);
  if (given == null) return loaded;
  const source = Buffer.from(given);
  const isSdk = loaded.format === "module" && ${SDK_FILE}.test(url);
  if (isSdk) return { ...loaded, source: source + ${JSON.stringify(MODULE_JOIN)} };
  if (!source.includes(mark)) return loaded;
  const announced = source.toString().replaceAll(${MANAGER_METHOD}, ${JSON.stringify(ANNOUNCEMENT)} + mark);
  const parses = parsesAsCommonJs(announced) || (await parsesAsModule(announced));
  return parses ? { ...loaded, source: announced } : loaded;
}

function parsesAsCommonJs(source) {
  try {
    compileFunction(source, ["exports", "require", "module", "__filename", "__dirname"]);
    return true;
  } catch {
    return false;
  }
}

function parsesAsModule(source) {
  const neverRuns = source + '\\nimport "langchain-opik-probe:nowhere";';
  return import(probe + encodeURIComponent(neverRuns)).catch((error) => error?.name !== "SyntaxError");
}`;
