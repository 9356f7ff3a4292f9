import { register } from "node:module";
import { ANNOUNCEMENT, MANAGER_MARK } from "./manager-source.js";

/**
 * Announces the managers in every ES module that is loaded from now on, and in CommonJS that Node loads as it loads
 * modules. The newer `registerHooks` would share this code, but with it Node.js 24.9 fails to load some CommonJS.
 */
export function hookModuleLoading(): void {
  register(`data:text/javascript,${encodeURIComponent(LOAD_HOOK)}`);
}

/** Load hooks run on a thread of their own, and can share no code with this one. */
const LOAD_HOOK = `
const mark = ${JSON.stringify(MANAGER_MARK)};
export async function load(url, context, nextLoad) {
  const loaded = await nextLoad(url, context);
  if (loaded.source == null) return loaded;
  const source = Buffer.from(loaded.source);
  if (!source.includes(mark)) return loaded;
  return { ...loaded, source: source.toString().replaceAll(mark, ${JSON.stringify(ANNOUNCEMENT)} + mark) };
}`;
