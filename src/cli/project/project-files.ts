import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { asJsonObject, asText, isJsonObject, type JsonObject } from "../../records/json/json-object.js";

/** The text of a file, or undefined if there is none. Throws if it exists and can't be read. */
export function readIfThere(path: string): string | undefined {
  try {
    // Reading from a FIFO would wait for a writer.
    if (!statSync(path).isFile()) throw new Error(`${path} is no plain file.`);
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

export function usesNext(folder: string): boolean {
  return dependsOn(folder, "next");
}

const NAMED_IN_SCRIPT = /--env-file(?:-if-exists)?[= ](?:\.\/)?(\.env[\w.-]*)/;

/** The env file that the project's own scripts name, except those for tests. */
export function envFileOfScripts(folder: string): string | undefined {
  const { dev, start, ...others } = scriptsOf(folder);
  const otherCommands = Object.entries(others).filter(([name]) => !name.includes("test"));
  const commands = [dev, start, ...otherCommands.map(([, command]) => command)];
  return commands.map((command) => NAMED_IN_SCRIPT.exec(asText(command) ?? "")?.[1]).find((name) => name !== undefined);
}

export function scriptsOf(folder: string): JsonObject {
  return asJsonObject(readManifest(folder)["scripts"]);
}

/** Whether `package.json` names the package. */
export function dependsOn(folder: string, name: string): boolean {
  const { dependencies, devDependencies } = readManifest(folder);
  return [dependencies, devDependencies].some((names) => isJsonObject(names) && Object.hasOwn(names, name));
}

/** As the loaders of Next.js and Vite read them during development. */
const USUAL_ENV_FILES = [".env.development.local", ".env.local", ".env.development", ".env"];

/** The env files that a program of the project may load, in the order of precedence. */
export function envFileNames(folder: string): readonly string[] {
  const named = envFileOfScripts(folder);
  return named === undefined ? USUAL_ENV_FILES : [named, ...USUAL_ENV_FILES.filter((name) => name !== named)];
}

/** The content of `package.json`; nothing if it is missing or not JSON. */
export function readManifest(folder: string): JsonObject {
  try {
    const manifest: unknown = JSON.parse(readIfThere(join(folder, "package.json")) ?? "{}");
    return asJsonObject(manifest);
  } catch {
    return {};
  }
}
