import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { hostPackage } from "./hosts.js";

/** A Node.js that programs are run with, such as `v22.23.3`. */
export interface NodeVersion {
  readonly version: string;
  readonly path: string;
}

/** The Node.js of this test run and those of the matrix. @throws Error when one of them is not installed. */
export function nodeVersions(): readonly NodeVersion[] {
  const matrix = ["node22", "node24"].map((name) => join(hostPackage(name), "bin", "node"));
  return [process.execPath, ...matrix].map((path) => ({ version: versionOf(path), path }));
}

function versionOf(path: string): string {
  return execFileSync(path, ["--version"], { encoding: "utf8" }).trim();
}
