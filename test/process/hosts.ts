import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * What programs are run in besides the Node.js of the tests: its other versions, Next.js, a LangGraph server. They are
 * installed in a folder of their own: beside this package's dependencies, its scripts would be run by their `node`.
 */
const HOSTS = join(import.meta.dirname, "hosts", "node_modules");

/** The folder of a package of `hosts/package.json`. @throws Error when it is not installed. */
export function hostPackage(name: string): string {
  const folder = join(HOSTS, name);
  if (!existsSync(folder)) throw new Error(`${name} is not installed in test/process/hosts: run \`npm run pretest\`.`);
  return folder;
}
