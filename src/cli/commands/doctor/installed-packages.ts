import { readdir, readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";

/** One copy of a package on disk. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

const WANTED = /^(?:@langchain\/.+|langchain|langchain-opik|opik|opik-langchain|@electric-sql\/pglite|pg)$/;

/**
 * Every copy of the packages of LangChain and Opik, and of the store's drivers, that a project can load: its own,
 * nested ones, and those of the folders above.
 */
export async function findInstalledPackages(projectFolder: string): Promise<readonly InstalledPackage[]> {
  const found = new Map<string, InstalledPackage>();
  const seen = new Set<string>();
  for (const folder of withParents(projectFolder)) await searchModules(join(folder, "node_modules"), found, seen);
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name) || a.folder.localeCompare(b.folder));
}

function withParents(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

async function searchModules(modules: string, found: Map<string, InstalledPackage>, seen: Set<string>): Promise<void> {
  const real = await realpath(modules).catch(() => undefined);
  if (real === undefined || seen.has(real)) return;
  seen.add(real);
  for (const name of await packageNames(real)) {
    const folder = join(real, name);
    if (WANTED.test(name)) await note(name, folder, found);
    await searchModules(join(folder, "node_modules"), found, seen);
  }
}

/** pnpm keeps the real packages in its own folders, one per version. */
async function packageNames(modules: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const entry of await entriesOf(modules)) {
    if (entry === ".pnpm") {
      names.push(...(await entriesOf(join(modules, entry))).map((version) => join(entry, version)));
    } else if (entry.startsWith("@")) {
      names.push(...(await entriesOf(join(modules, entry))).map((name) => `${entry}/${name}`));
    } else if (!entry.startsWith(".")) names.push(entry);
  }
  return names;
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function note(name: string, folder: string, found: Map<string, InstalledPackage>): Promise<void> {
  const real = await realpath(folder).catch(() => folder);
  const version = versionOf(await readFile(join(real, "package.json"), "utf8").catch(() => ""));
  if (version !== undefined) found.set(real, { name, version, folder: real });
}

function versionOf(packageJson: string): string | undefined {
  try {
    const value: unknown = JSON.parse(packageJson);
    const hasVersion = typeof value === "object" && value !== null && "version" in value;
    return hasVersion && typeof value.version === "string" ? value.version : undefined;
  } catch {
    return undefined;
  }
}
