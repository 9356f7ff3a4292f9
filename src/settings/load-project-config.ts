import { type Environment, processEnvironment } from "./environment.js";
import { isObject } from "./parse-collection.js";
import { type ConfigTree, configTree } from "./parse-config-text.js";
import {
  configKey,
  findProjectConfig,
  isConfigModule,
  knownProjectConfigs,
  type ProjectConfigFile,
} from "./project-config-file.js";

/**
 * Imports the project's config file where it is JavaScript or TypeScript, so that every handler made afterwards in
 * this process knows it. Never rejects: what goes wrong is a warning of the settings that are resolved later.
 */
export async function loadProjectConfig(environment: Environment = processEnvironment()): Promise<void> {
  const path = findProjectConfig(environment);
  if (path === undefined || !isConfigModule(path)) return;
  const known = knownProjectConfigs();
  const key = configKey(path);
  if (known.has(key)) return;
  const file = await importConfig(path);
  known.set(key, () => file);
}

async function importConfig(path: string): Promise<ProjectConfigFile> {
  try {
    const { pathToFileURL } = process.getBuiltinModule("node:url");
    const loaded: unknown = await import(/* webpackIgnore: true */ pathToFileURL(path).href);
    const parsed = configTree(defaultExport(loaded));
    if (parsed.ok) return { path, tree: plainSections(parsed.value) };
    return { path, tree: {}, warning: `${path} is ignored: its default export must be ${parsed.allowed}.` };
  } catch (error) {
    const reason = error instanceof Error ? error.name : "it threw";
    return { path, tree: {}, warning: `${path} is ignored: it could not be loaded (${reason}).` };
  }
}

// Getters may throw; here that is a warning.
function plainSections(tree: ConfigTree): ConfigTree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [name, isObject(value) ? { ...value } : value]),
  );
}

// A CommonJS module that was made from one with a default export arrives wrapped twice.
function defaultExport(loaded: unknown): unknown {
  const value = isObject(loaded) ? loaded.default : undefined;
  return isObject(value) && value.__esModule === true ? value.default : value;
}
