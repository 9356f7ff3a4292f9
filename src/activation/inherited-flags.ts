import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { changeVariable, processEnvironment, readVariable } from "../settings/environment.js";
import { INSTEAD_OF_NAME, placeInFlags, placeInOptions, type RegisterPlace } from "./preload-flags.js";

/**
 * Child processes inherit the flag that loads register: by `NODE_OPTIONS`, by Bun's own variable, and forked ones by
 * `process.execArgv`. One in a folder from which the package can't be found would not start, so each gets told where
 * this process found it.
 */
export function placeInheritedFlags(registerUrl: string): void {
  try {
    const place = placeBeside(registerUrl);
    if (place === undefined) return;
    placeInVariable("NODE_OPTIONS", { ...place, url: place.url + INSTEAD_OF_NAME });
    placeInVariable("BUN_OPTIONS", place);
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

function placeInVariable(name: string, place: RegisterPlace): void {
  const options = readVariable(processEnvironment(), name) ?? "";
  const placed = placeInOptions(options, place);
  if (placed !== options) changeVariable(name, placed);
}
