import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The text of a file, or undefined when there is none. Throws when it is there and can't be read. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** What `package.json` says about how the project loads its settings. */
export interface ProjectManifest {
  readonly usesNext: boolean;
  readonly usesDotenv: boolean;
  /** The file that a script names in `--env-file`. */
  readonly envFile: string | undefined;
}

export function readManifest(folder: string): ProjectManifest {
  const text = readIfThere(join(folder, "package.json")) ?? "";
  return {
    usesNext: /"next"\s*:/.test(text),
    usesDotenv: /"dotenv[\w-]*"\s*:/.test(text),
    envFile: /--env-file(?:-if-exists)?[= ](\.env[\w.-]*)/.exec(text)?.[1],
  };
}
