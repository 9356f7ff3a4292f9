import { type Environment, processEnvironment } from "../environment.js";
import { isJsonObject } from "../options/parse-value.js";
import { isAnchored } from "./anchored-path.js";
import { type ConfigTree, configTree } from "./parse-config-text.js";
import {
  configKey,
  findProjectConfig,
  ignoredConfig,
  isConfigModule,
  knownProjectConfigs,
  type ProjectConfigFile,
} from "./project-config-file.js";

export interface LoadOptions {
  /** Runs the file whoever wrote it: the user has asked for that. */
  readonly evenIfForeign?: boolean;
}

/**
 * Imports the project's config file where it is JavaScript or TypeScript, so that every handler made afterwards in this
 * process knows it. Its code runs for a program in the same folder: whoever starts that program runs the folder's code
 * anyway. For a program from elsewhere it runs only where the environment names the file by its full path. Never
 * rejects: errors become warnings of the settings that are resolved later.
 */
export async function loadProjectConfig(
  environment: Environment = processEnvironment(),
  { evenIfForeign = false }: LoadOptions = {},
): Promise<void> {
  const path = findProjectConfig(environment);
  if (path === undefined || !isConfigModule(path)) return;
  const known = knownProjectConfigs();
  const key = configKey(path);
  if (known.has(key)) return;
  const mayRun = evenIfForeign || isAnchored(path) || isOfThisProgram(path);
  const file = mayRun ? await importConfig(path) : ignoredConfig(path, FOREIGN);
  known.set(key, () => file);
}

const FOREIGN =
  "it holds code, and the program that was started is not in its folder. To run it all the same, name its full path in OPIK_LANGCHAIN_CONFIG";

/** Whether the program that was started is in the working folder, or below it, and nobody else wrote the file. */
function isOfThisProgram(configPath: string): boolean {
  const fs = process.getBuiltinModule("node:fs");
  const path = process.getBuiltinModule("node:path");
  const [, started] = process.argv;
  if (started === undefined) return false;
  try {
    const folder = fs.realpathSync(process.cwd());
    const program = path.resolve(started);
    const isBelow = (place: string) => {
      const way = path.relative(folder, place);
      return way !== "" && !/^\.\.(?:[\\/]|$)/.test(way) && !path.isAbsolute(way);
    };
    if (!isBelow(program) && !isBelow(fs.realpathSync(program))) return false;
    const { uid } = fs.statSync(configPath);
    return [process.geteuid?.(), 0, fs.statSync(program).uid].includes(uid) || process.geteuid === undefined;
  } catch {
    return false;
  }
}

async function importConfig(path: string): Promise<ProjectConfigFile> {
  const isOwn = isAnchored(path);
  try {
    const { pathToFileURL } = process.getBuiltinModule("node:url");
    const loaded: unknown = await import(/* webpackIgnore: true */ pathToFileURL(path).href);
    const parsed = configTree(defaultExport(loaded));
    if (parsed.ok) return { path, isOwn, tree: plainSections(parsed.value) };
    return ignoredConfig(path, `its default export must be ${parsed.allowed}`);
  } catch (error) {
    const reason = error instanceof Error ? error.name : "it threw";
    return ignoredConfig(path, `it could not be loaded (${reason})`);
  }
}

// Getters may throw; here that is a warning.
function plainSections(tree: ConfigTree): ConfigTree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [name, isJsonObject(value) ? { ...value } : value]),
  );
}

// A CommonJS module that was compiled from one with a default export arrives wrapped twice.
function defaultExport(loaded: unknown): unknown {
  const value = isJsonObject(loaded) ? loaded.default : undefined;
  return isJsonObject(value) && value.__esModule === true ? value.default : value;
}
