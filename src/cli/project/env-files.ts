import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { Environment } from "../../settings/environment.js";
import { readTextFile } from "../../settings/files/text-file.js";
import type { EnvFiles } from "../../settings/setting-layers.js";
import { liesIn } from "./lies-in.js";
import { envFileNames } from "./project-files.js";

/** The environment of a program of the project that loads the project's own `.env` files. */
export interface ProjectEnvironment {
  readonly env: Environment;
  /** The variables of the files alone, for names that the process does not have. */
  readonly files: EnvFiles;
}

/** A variable of the process takes precedence over one of a file, as in the loaders of such files. */
export function projectEnvironment(folder: string, processEnv: Environment): ProjectEnvironment {
  const files = envFileNames(folder).map((name) => ({ name, ...readEnvFile(folder, name) }));
  const fileOf = (variable: string) =>
    isSet(processEnv[variable]) ? undefined : files.find(({ values }) => isSet(values[variable]))?.name;
  const fromFiles: Record<string, string | undefined> = {};
  for (const { values } of files.toReversed()) Object.assign(fromFiles, onlySet(values));
  const problems = files.flatMap(({ problem }) => problem ?? []);
  return { env: { ...fromFiles, ...onlySet(processEnv) }, files: { values: fromFiles, fileOf, problems } };
}

/**
 * The variables of a file; none if it can't be read, or is a link that leads out of the folder: the author of the
 * folder must not be able to pick a file of the user's, and have its key sent to an address of the folder's.
 */
function readEnvFile(folder: string, name: string): { readonly values: Environment; readonly problem?: string } {
  if (!existsSync(join(folder, name))) return { values: {} };
  const path = liesIn(folder, name);
  if (path === undefined)
    return { values: {}, problem: `${name} is a link that leads out of the folder; it is ignored.` };
  const content = readTextFile(path);
  return { values: content.status === "read" ? parseEnv(content.text) : {} };
}

function onlySet(values: Environment): Environment {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => isSet(value)));
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== "";
}
