import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { changeVariable, processEnvironment, readVariable } from "../settings/environment.js";
import { placeInFlags, placeInNodeOptions, type RegisterPlace } from "./preload-flags.js";

/**
 * Child processes inherit the flag that loads register: by `NODE_OPTIONS`, and forked ones by `process.execArgv`. One
 * in a folder from which the package can't be found would not start, so both are told where this process found it.
 */
export function placeInheritedFlags(registerUrl: string): void {
  try {
    const place = placeBeside(registerUrl);
    if (place === undefined) return;
    const nodeOptions = readVariable(processEnvironment(), "NODE_OPTIONS") ?? "";
    const placed = placeInNodeOptions(nodeOptions, place);
    if (placed !== nodeOptions) changeVariable("NODE_OPTIONS", placed);
    for (const [index, flag] of placeInFlags(process.execArgv, place).entries()) process.execArgv[index] = flag;
  } catch {
    // Where they can't be changed, children start as they would without us.
  }
}

/** Nothing where register is part of a bundle. */
function placeBeside(registerUrl: string): RegisterPlace | undefined {
  const module = new URL("./register.js", registerUrl);
  const path = fileURLToPath(new URL("./register.cjs", registerUrl));
  return existsSync(module) && existsSync(path) ? { url: module.href, path } : undefined;
}
