import { homedir } from "node:os";
import { join } from "node:path";
import type { OpikConfigFile } from "../../../settings/files/opik-config-file.js";
import { envFileNames, envFileOfScripts, readIfThere, usesNext } from "../../project/project-files.js";
import { setVariables } from "./env-text.js";

/** The one place where a project keeps its settings. */
export type SettingsHome =
  /** `name` is relative to the project. */
  | { readonly kind: "env-file"; readonly name: string }
  | {
      readonly kind: "opik-config";
      readonly path: string;
      /** The keys with a value. */
      readonly keys: ReadonlySet<string>;
    };

/**
 * Where Opik's settings are already; else where the project's own are; else where such a project would keep them. There
 * is never a second place.
 */
export function findSettingsHome(folder: string, opikConfig: OpikConfigFile): SettingsHome {
  if (envFileNames(folder).some((name) => hasOpikVariable(join(folder, name)))) return envFileHome(folder);
  const keys = new Set([...opikConfig.values].filter(([, value]) => value !== "").map(([key]) => key));
  if (keys.size > 0) {
    return { kind: "opik-config", path: opikConfig.path.replace(/^~(?=$|[/\\])/, () => homedir()), keys };
  }
  return envFileHome(folder);
}

/** The place of settings that Opik's own config file can't hold. */
export function envFileHome(folder: string): SettingsHome {
  const withOpik = envFileNames(folder).find((name) => hasOpikVariable(join(folder, name)));
  return { kind: "env-file", name: withOpik ?? envFileOf(folder) };
}

function hasOpikVariable(path: string): boolean {
  return [...setVariables(readIfThere(path) ?? "")].some((name) => name.startsWith("OPIK_"));
}

function envFileOf(folder: string): string {
  const named = envFileOfScripts(folder);
  if (named !== undefined) return named;
  const present = [".env.local", ".env"].filter((name) => readIfThere(join(folder, name)) !== undefined);
  return usesNext(folder) ? (present[0] ?? ".env.local") : (present.at(-1) ?? ".env");
}
