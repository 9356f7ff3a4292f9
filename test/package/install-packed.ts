import { afterAll, beforeAll, inject } from "vitest";
import { installTarball, type PackedPackage } from "./packed-package.js";

/** The package, as it was packed once for all tests of this run, in an empty project of its own. */
export function installPacked(): Promise<PackedPackage> {
  return installTarball(inject("packedPackage"));
}

/** The same for all tests of a file. Returns where it is found once they run. */
export function packedForFile(): () => PackedPackage {
  let installed: PackedPackage | undefined;
  beforeAll(async () => {
    installed = await installPacked();
  }, 120_000);
  afterAll(() => {
    installed?.remove();
  });
  return () => {
    if (installed === undefined)
      throw new Error("The package is installed before the tests, and not while they are told.");
    return installed;
  };
}
