import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isJsonObject } from "../../records/json/json-object.js";

const NAME = "langchain-opik";

/** The folder of this package, wherever in it the command runs. */
export function packageFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (isPackage(join(folder, "package.json"))) return folder;
    if (dirname(folder) === folder) throw new Error(`the folder of ${NAME} is not found: install it again.`);
  }
}

function isPackage(manifest: string): boolean {
  if (!existsSync(manifest)) return false;
  const content: unknown = JSON.parse(readFileSync(manifest, "utf8"));
  return isJsonObject(content) && content["name"] === NAME;
}
