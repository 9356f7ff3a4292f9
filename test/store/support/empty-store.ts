import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { openFolderDb } from "../../../src/store/db/folder/open-folder-db.js";

const CACHE = resolve(import.meta.dirname, "../../../node_modules/.cache/langchain-opik-tests");

/**
 * The folder of a store in which nothing has been stored, not even tables. To make one takes ten times as long as to
 * copy it.
 */
const EMPTY_STORE = join(CACHE, `pglite-${versionOf("@electric-sql/pglite")}`);

/** Puts an empty store where a test will open one; a test of the first start does without. */
export function placeEmptyStore(folder: string): string {
  cpSync(EMPTY_STORE, folder, { recursive: true });
  return folder;
}

/** Vitest calls this once, before the first test. */
export async function setup(): Promise<void> {
  if (existsSync(EMPTY_STORE)) return;
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, "unfinished-"));
  // The database's thread holds no process, and before the first test nothing else holds this one.
  const hold = setInterval(() => undefined, 60_000);
  await (await openFolderDb(folder)).close();
  clearInterval(hold);
  try {
    renameSync(folder, EMPTY_STORE);
  } catch {
    // Another run was quicker.
    rmSync(folder, { recursive: true });
  }
}

function versionOf(name: string): string {
  const main = createRequire(import.meta.url).resolve(name);
  const file = join(dirname(main), "../package.json");
  const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
  return String(Reflect.get(Object(manifest), "version"));
}
