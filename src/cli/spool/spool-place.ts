import { spoolRoot } from "../../delivery/spool/default-spool-dir.js";
import { type NodeModules, nodeModules } from "../../host/node-modules.js";
import { processEnvironment } from "../../settings/environment.js";
import { loadProjectConfig } from "../../settings/load-project-config.js";
import { readOpikConfigFile } from "../../settings/opik-config-file.js";
import type { Settings } from "../../settings/option-table.js";
import { readProjectConfig } from "../../settings/project-config-file.js";
import { resolveSettings } from "../../settings/resolve-settings.js";
import { projectEnvironment } from "../doctor/env-files.js";

/** Where the project's programs keep records, and with which settings they send them. */
export interface SpoolPlace {
  readonly root: string;
  readonly settings: Settings;
  readonly node: NodeModules;
}

export async function findSpool(projectFolder: string): Promise<SpoolPlace> {
  const node = nodeModules();
  if (node === undefined) throw new Error("this Node is too old to look into the spool: 20.16 or newer is needed.");
  const { env } = projectEnvironment(projectFolder, processEnvironment());
  await loadProjectConfig(env);
  const { settings } = resolveSettings({}, { env, readProjectConfig, readConfigFile: readOpikConfigFile });
  return { root: spoolRoot(settings.spoolDir, node), settings, node };
}
