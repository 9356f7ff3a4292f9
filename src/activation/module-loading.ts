import { register } from "node:module";
import { ANNOUNCEMENT, MANAGER_FILE, MANAGER_MARK } from "./manager-source.js";

/**
 * Announces the managers in every ES module that is loaded from now on, and in CommonJS that Node loads as it loads
 * modules. The newer `registerHooks` would share this code, but with it Node.js 24.9 fails to load some CommonJS.
 */
export function hookModuleLoading(): void {
  register(`data:text/javascript,${encodeURIComponent(LOAD_HOOK)}`);
}

/**
 * Load hooks run on a thread of their own, and can share no code with this one. What a CommonJS file requires that
 * another hook gave the source of, as tsx does for `.cts`, is compiled past `Module.prototype._compile`, and comes
 * without its source.
 */
const LOAD_HOOK = `
import { readFile } from "node:fs/promises";
const mark = ${JSON.stringify(MANAGER_MARK)};
export async function load(url, context, nextLoad) {
  const loaded = await nextLoad(url, context);
  const given = loaded.source ?? (${MANAGER_FILE}.test(url) ? await readFile(new URL(url)) : undefined);
  if (given == null) return loaded;
  const source = Buffer.from(given);
  if (!source.includes(mark)) return loaded;
  return { ...loaded, source: source.toString().replaceAll(mark, ${JSON.stringify(ANNOUNCEMENT)} + mark) };
}`;
