import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** A Node.js that programs are run with, such as `v22.23.3`. */
export interface NodeVersion {
  readonly version: string;
  readonly path: string;
}

/** Filled by `npm ci` there: beside this package's own dependencies, these would shadow the `node` of its scripts. */
const INSTALLED = join(import.meta.dirname, "nodes", "node_modules");

/** The Node.js of this test run, and those of `nodes/package.json` that are installed. */
export function nodeVersions(): readonly NodeVersion[] {
  const installed = ["node22", "node24"].map((name) => join(INSTALLED, name, "bin", "node")).filter(existsSync);
  return [process.execPath, ...installed].map((path) => ({ version: versionOf(path), path }));
}

function versionOf(path: string): string {
  return execFileSync(path, ["--version"], { encoding: "utf8" }).trim();
}
