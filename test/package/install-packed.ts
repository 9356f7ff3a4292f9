import { inject } from "vitest";
import { installTarball, type PackedPackage } from "./packed-package.js";

/** The package, as it was packed once for all tests of this run, in an empty project of its own. */
export function installPacked(): Promise<PackedPackage> {
  return installTarball(inject("packedPackage"));
}
