import { changeVariable, processEnvironment, readVariable } from "../settings/environment.js";
import {
  INSTEAD_OF_NAME,
  isOnlyPreload,
  REGISTER_NAME,
  type RegisterLocation,
  resolveInFlags,
  resolveInOptions,
} from "./preload-flags.js";

const VARIABLES = ["NODE_OPTIONS", "BUN_OPTIONS"];

/**
 * Child processes inherit the flag that loads register: by `NODE_OPTIONS`, by Bun's own variable, and forked ones by
 * `process.execArgv`. One in a folder from which the package can't be found would not start, so each gets the place
 * where this process found it. Other processes do not even ask for the URL, which takes time.
 */
export function resolveInheritedFlags(registerUrl: () => string): void {
  try {
    const variables = VARIABLES.map((name) => readVariable(processEnvironment(), name));
    if (![...variables, ...process.execArgv].some((text) => text?.includes(REGISTER_NAME))) return;
    const location = locationBeside(registerUrl());
    if (location === undefined) return;
    resolveInVariable("NODE_OPTIONS", { ...location, url: location.url + INSTEAD_OF_NAME });
    resolveInVariable("BUN_OPTIONS", location);
    for (const [index, flag] of resolveInFlags(process.execArgv, location).entries()) process.execArgv[index] = flag;
  } catch {
    // Where they can't be changed, or Node is older than 20.16, children start as they would without us.
  }
}

/** Nothing where register is part of a bundle. Node's modules are not imported: that takes two milliseconds. */
function locationBeside(registerUrl: string): RegisterLocation | undefined {
  const fs = process.getBuiltinModule("node:fs");
  const { fileURLToPath } = process.getBuiltinModule("node:url");
  const module = new URL("./register.js", registerUrl);
  const path = fileURLToPath(new URL("./register.cjs", registerUrl));
  return fs.existsSync(module) && fs.existsSync(path) ? { url: module.href, path } : undefined;
}

/** Whether this flag has loaded register, and nothing else was loaded before it in this thread. */
export function isLoadedFirst(by: "--import" | "--require", registerUrl: string): boolean {
  try {
    const location = locationBeside(registerUrl);
    const options = readVariable(processEnvironment(), "NODE_OPTIONS") ?? "";
    return location !== undefined && isOnlyPreload(by, { options, flags: process.execArgv }, location);
  } catch {
    return false;
  }
}

/** Whether a bundler has made register a part of a file of its own. */
export function isBundled(registerUrl: string): boolean {
  try {
    return locationBeside(registerUrl) === undefined;
  } catch {
    return false;
  }
}

function resolveInVariable(name: string, place: RegisterLocation): void {
  const options = readVariable(processEnvironment(), name) ?? "";
  const placed = resolveInOptions(options, place);
  if (placed !== options) changeVariable(name, placed);
}
