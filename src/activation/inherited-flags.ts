import { changeVariable, processEnvironment, readVariable } from "../settings/environment.js";
import { INSTEAD_OF_NAME, placeInFlags, placeInOptions, REGISTER_NAME, type RegisterPlace } from "./preload-flags.js";

const VARIABLES = ["NODE_OPTIONS", "BUN_OPTIONS"];

/**
 * Child processes inherit the flag that loads register: by `NODE_OPTIONS`, by Bun's own variable, and forked ones by
 * `process.execArgv`. One in a folder from which the package can't be found would not start, so each gets told where
 * this process found it. Other processes do not even ask for the URL, which takes time.
 */
export function placeInheritedFlags(registerUrl: () => string): void {
  try {
    const variables = VARIABLES.map((name) => readVariable(processEnvironment(), name));
    if (![...variables, ...process.execArgv].some((text) => text?.includes(REGISTER_NAME))) return;
    const place = placeBeside(registerUrl());
    if (place === undefined) return;
    placeInVariable("NODE_OPTIONS", { ...place, url: place.url + INSTEAD_OF_NAME });
    placeInVariable("BUN_OPTIONS", place);
    for (const [index, flag] of placeInFlags(process.execArgv, place).entries()) process.execArgv[index] = flag;
  } catch {
    // Where they can't be changed, or Node is older than 20.16, children start as they would without us.
  }
}

/** Nothing where register is part of a bundle. Node's modules are not imported: that takes two milliseconds. */
function placeBeside(registerUrl: string): RegisterPlace | undefined {
  const fs = process.getBuiltinModule("node:fs");
  const { fileURLToPath } = process.getBuiltinModule("node:url");
  const module = new URL("./register.js", registerUrl);
  const path = fileURLToPath(new URL("./register.cjs", registerUrl));
  return fs.existsSync(module) && fs.existsSync(path) ? { url: module.href, path } : undefined;
}

/** Whether a bundler has made register a part of a file of its own. */
export function isBundled(registerUrl: string): boolean {
  try {
    return placeBeside(registerUrl) === undefined;
  } catch {
    return false;
  }
}

function placeInVariable(name: string, place: RegisterPlace): void {
  const options = readVariable(processEnvironment(), name) ?? "";
  const placed = placeInOptions(options, place);
  if (placed !== options) changeVariable(name, placed);
}
