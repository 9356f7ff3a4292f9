import * as fs from "node:fs";
import { replaceText, writeNewFile } from "../../../runtime/private-files.js";
import { readIfThere } from "../../project/project-files.js";

/** One file that will be written. */
export interface FileChange {
  readonly path: string;
  /** Undefined if the file is new. */
  readonly before: string | undefined;
  readonly after: string;
  /** Whether only the owner may access it from now on. */
  readonly holdsKey: boolean;
}

export function fileChange(path: string, edit: (text: string) => string, holdsKey = false): FileChange {
  const before = readIfThere(path);
  return { path, before, after: edit(before ?? ""), holdsKey };
}

/** The files that were changed by others since they were read. */
export function staleChanges(changes: readonly FileChange[]): readonly FileChange[] {
  return changes.filter(({ path, before }) => readIfThere(path) !== before);
}

/** @throws PrivacyRefusal if a link or another user's file is in its place: the key would be written elsewhere */
export function writeChange({ path, before, after, holdsKey }: FileChange): void {
  if (before !== undefined) replaceText(path, after, { holdsKey, fs });
  else if (path.endsWith(".gitignore")) fs.writeFileSync(path, after, { flag: "wx" });
  else writeNewFile(path, after, fs);
}
