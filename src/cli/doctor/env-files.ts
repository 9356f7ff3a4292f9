import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { Environment } from "../../settings/environment.js";
import { envFileNames } from "../project-files.js";

/** The environment that a program of the project has when it loads the project's own `.env` files. */
export interface ProjectEnvironment {
  readonly env: Environment;
  /** The file that a variable comes from; a variable of the process itself has none. */
  readonly fileOf: (variable: string) => string | undefined;
}

/** A variable of the process goes before one of a file, as the loaders of such files have it. */
export function projectEnvironment(folder: string, processEnv: Environment): ProjectEnvironment {
  const files = envFileNames(folder).map((name) => ({ name, values: readEnvFile(join(folder, name)) }));
  const fileOf = (variable: string) =>
    isSet(processEnv[variable]) ? undefined : files.find(({ values }) => isSet(values[variable]))?.name;
  const fromFiles: Record<string, string | undefined> = {};
  for (const { values } of files.toReversed()) Object.assign(fromFiles, onlySet(values));
  return { env: { ...fromFiles, ...onlySet(processEnv) }, fileOf };
}

/** The variables of a file; none when it can't be read. */
function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch {
    return {};
  }
}

function onlySet(values: Environment): Environment {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => isSet(value)));
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== "";
}
