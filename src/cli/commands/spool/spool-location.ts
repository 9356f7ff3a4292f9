import { spoolRoot } from "../../../delivery/spool/default-spool-dir.js";
import { type NodeModules, nodeModules } from "../../../runtime/node-modules.js";
import type { Settings } from "../../../settings/options/option-table.js";
import { projectSettings } from "../../project/project-settings.js";

/** The folder where the project's programs keep records, and the settings with which they send them. */
export interface SpoolLocation {
  readonly root: string;
  readonly settings: Settings;
  readonly node: NodeModules;
}

export function findSpool(projectFolder: string): SpoolLocation {
  const node = nodeModules();
  if (node === undefined) throw new Error("this Node is too old to look into the spool: 20.16 or newer is needed.");
  return spoolOf(projectSettings(projectFolder).settings, node);
}

export function spoolOf(settings: Settings, node: NodeModules): SpoolLocation {
  return { root: spoolRoot(settings.spoolDir, node), settings, node };
}
