import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * What programs are run in besides the Node.js of the tests: its other versions, Next.js, a LangGraph server, bundlers. They are
 * installed in a folder of their own: beside this package's dependencies, its scripts would be run by their `node`.
 */
const HOSTS = join(import.meta.dirname, "hosts");

/** The folders in `hosts` that have versions of their own. */
type OwnVersions = "next-14" | "next-15";

/** The folder of a package of `hosts/package.json`. @throws Error when it is not installed. */
export function hostPackage(name: string, version?: OwnVersions): string {
  const folders = [...(version === undefined ? [] : [join(HOSTS, version)]), HOSTS];
  const folder = folders.map((host) => join(host, "node_modules", name)).find((path) => existsSync(path));
  if (folder === undefined) throw new Error(`${name} is not installed in test/process/hosts: run \`npm run pretest\`.`);
  return folder;
}
