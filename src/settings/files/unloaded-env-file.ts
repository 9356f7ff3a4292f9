import { readOwnFile } from "../../runtime/private-files.js";
import { activationVerdict } from "../activation-rule.js";
import { type Environment, readVariable } from "../environment.js";

/** The variables that switch tracing on; a file without any of them changes nothing. */
const DECIDING = ["OPIK_API_KEY", "OPIK_URL_OVERRIDE", "OPIK_LANGCHAIN_STORE"];

/** In the order in which they win where a loader reads both. */
const NAMES = [".env.local", ".env"];

/** Far above any real file, and read in no time. */
const MAX_FILE_BYTES = 64_000;

/**
 * What to do where a file of variables in the working folder would switch tracing on, and the process was started
 * without it; undefined where there is none. It names variables and contains no values. Never throws.
 */
export function unloadedEnvFile(env: Environment): string | undefined {
  // Deno would ask the person at the terminal whether the file may be read.
  if ("Deno" in globalThis) return undefined;
  for (const name of NAMES) {
    const missed = missedVariables(name, env);
    if (missed.length > 0) {
      return `${name} here names ${missed.join(" and ")}; this process was started without it: start it with --env-file=${name}`;
    }
  }
  return undefined;
}

function missedVariables(name: string, env: Environment): readonly string[] {
  try {
    const values = valuesIn(name);
    // Blank text in the environment overrides the file, as it would with a loader.
    const missed = DECIDING.filter((one) => values[one]?.trim() && readVariable(env, one) === undefined);
    return missed.length > 0 && wouldBeTraced({ ...values, ...env }) ? missed : [];
  } catch {
    return [];
  }
}

function wouldBeTraced(env: Environment): boolean {
  return activationVerdict(env, () => ({ path: "", isOwn: true, values: new Map() })).active;
}

function valuesIn(name: string): Environment {
  const fs = process.getBuiltinModule("node:fs");
  if (fs.lstatSync(name, { throwIfNoEntry: false }) === undefined) return {};
  return process.getBuiltinModule("node:util").parseEnv(readOwnFile(name, fs, MAX_FILE_BYTES));
}
