import type { NodeModules } from "../../runtime/node-modules.js";
import { type Environment, processEnvironment, readVariable } from "../../settings/environment.js";

type Host = Pick<NodeModules, "os" | "path"> & { readonly platform: NodeJS.Platform; readonly env?: Environment };

/** The folder of all servers' records: the one that the settings name, or the default. */
export function spoolRoot(dir: string | undefined, { os, path }: NodeModules): string {
  if (dir === undefined) return defaultSpoolDir({ os, path, platform: process.platform });
  return path.resolve(dir.replace(/^~(?=$|[/\\])/, () => os.homedir()));
}

/** The folder where a user's programs keep state that must not be lost like a cache. */
export function defaultSpoolDir({ os, path, platform, env = processEnvironment() }: Host): string {
  return path.join(stateFolder({ os, path, platform, env }), "langchain-opik", "spool");
}

function stateFolder({ os, path, platform, env }: Required<Host>): string {
  if (platform === "win32") return readVariable(env, "LOCALAPPDATA") || path.join(os.homedir(), "AppData", "Local");
  if (platform === "darwin") return path.join(os.homedir(), "Library", "Application Support");
  const named = readVariable(env, "XDG_STATE_HOME") ?? "";
  // The XDG rules: a relative path counts as unset.
  return path.isAbsolute(named) ? named : path.join(os.homedir(), ".local", "state");
}
