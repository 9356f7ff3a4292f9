import { writeFileSync } from "node:fs";
import { readIfThere } from "../project-files.js";

/** One file that is to be written. */
export interface FileChange {
  readonly path: string;
  /** Undefined: the file is new. */
  readonly before: string | undefined;
  readonly after: string;
}

export function fileChange(path: string, edit: (text: string) => string): FileChange {
  const before = readIfThere(path);
  return { path, before, after: edit(before ?? "") };
}

/** The files that somebody else changed since they were read. */
export function staleChanges(changes: readonly FileChange[]): readonly FileChange[] {
  return changes.filter(({ path, before }) => readIfThere(path) !== before);
}

/** Only the owner may read a file that holds a key. */
const NEW_FILE_MODE = 0o600;

export function writeChange({ path, after }: FileChange): void {
  // An existing file keeps its own mode.
  writeFileSync(path, after, path.endsWith(".gitignore") ? {} : { mode: NEW_FILE_MODE });
}
