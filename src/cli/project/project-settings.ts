import { type Environment, processEnvironment } from "../../settings/environment.js";
import { loadProjectConfig } from "../../settings/files/load-project-config.js";
import { type ReadOpikConfigFile, readOpikConfigFile } from "../../settings/files/opik-config-file.js";
import {
  createProjectConfigReader,
  findProjectConfig,
  isConfigModule,
  type ReadProjectConfig,
} from "../../settings/files/project-config-file.js";
import { type ResolvedSettings, resolveSettings } from "../../settings/resolve-settings.js";
import type { SettingsSources } from "../../settings/setting-layers.js";
import { projectEnvironment } from "./env-files.js";
import { liesIn } from "./lies-in.js";

const NOT_RUN = "it holds code, which a command runs only with --run-config";

/** The sources of a project's settings for a command. It runs no code of the project. */
export function projectSources(folder: string): SettingsSources {
  const env = processEnvironment();
  const { files } = projectEnvironment(folder, env);
  const named = (variable: string) => (isSet(env[variable]) ? undefined : files.values[variable]);
  return {
    env,
    envFiles: files,
    readProjectConfig: projectConfigReader(folder, named("OPIK_LANGCHAIN_CONFIG")),
    readConfigFile: opikConfigReader(folder, named("OPIK_CONFIG_PATH")),
  };
}

export function projectSettings(folder: string): ResolvedSettings {
  return resolveSettings({}, projectSources(folder));
}

/** Runs a config file that holds code, for the settings that are read afterwards. */
export async function runProjectConfig(folder: string): Promise<void> {
  await loadProjectConfig(projectEnvironment(folder, processEnvironment()).env, { evenIfForeign: true });
}

/** The config file that holds code and is not run, if the project has one. */
export function configNotRun(folder: string): string | undefined {
  const path = findProjectConfig(projectEnvironment(folder, processEnvironment()).env);
  return path !== undefined && isConfigModule(path) ? `${path} is ignored: ${NOT_RUN}.` : undefined;
}

// A file that the folder names, and one elsewhere that the folder names or links to, does not speak for the user: see
// destination-trust.ts.

/** @param named - the file that an env file names, if the environment names none */
function projectConfigReader(folder: string, named: string | undefined): ReadProjectConfig {
  const read = createProjectConfigReader(NOT_RUN);
  return (env) => {
    const given: Environment = named === undefined ? env : { ...env, OPIK_LANGCHAIN_CONFIG: named };
    const path = findProjectConfig(given);
    const isFolders = named !== undefined || !isSet(env["OPIK_LANGCHAIN_CONFIG"]);
    if (!isFolders || path === undefined) return read(given);
    if (liesIn(folder, path) !== undefined) return { ...read(given), isOwn: false };
    return { path, isOwn: false, tree: {}, warning: `${path} is ignored: ${OUTSIDE}.` };
  };
}

function opikConfigReader(folder: string, named: string | undefined): ReadOpikConfigFile {
  if (named === undefined) return readOpikConfigFile;
  return (env) => {
    const own = readOpikConfigFile(env);
    if (own.values.size > 0)
      return {
        ...own,
        warning: `${named} is ignored: a file in the working folder names it, and you have ${own.path}.`,
      };
    if (liesIn(folder, named) !== undefined) {
      return { ...readOpikConfigFile({ ...env, OPIK_CONFIG_PATH: named }), isOwn: false };
    }
    return { path: named, isOwn: false, values: new Map(), warning: `${named} is ignored: ${OUTSIDE}.` };
  };
}

const OUTSIDE = "a file in the working folder names it, and it is not there, or lies outside of the folder";

function isSet(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== "";
}
