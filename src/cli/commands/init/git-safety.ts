import { join } from "node:path";
import { readIfThere } from "../../project/project-files.js";
import { type FileChange, fileChange } from "./file-change.js";
import { gitStatus } from "./git-status.js";
import { isIgnored, withIgnored } from "./gitignore-text.js";

interface GitSafety {
  readonly changes: readonly FileChange[];
  readonly notices: readonly string[];
}

const NOTHING: GitSafety = { changes: [], notices: [] };

/** What keeps a file with settings out of a repository. A file that is there already is asked about only for a key. */
export function keepOutOfGit(folder: string, name: string, getsKey: boolean): GitSafety {
  if (!getsKey && readIfThere(join(folder, name)) !== undefined) return NOTHING;
  const path = join(folder, ".gitignore");
  const status = gitStatus(folder, name);
  if (status === "tracked") return getsKey ? { changes: [], notices: [trackedNotice(name)] } : NOTHING;
  if (status === "ignored") return NOTHING;
  if (status === "unknown" && isIgnored(readIfThere(path) ?? "", name)) return NOTHING;
  return { changes: [fileChange(path, (text) => withIgnored(text, name))], notices: [] };
}

function trackedNotice(name: string): string {
  return `git tracks ${name}: the next commit would publish the key. To keep the file out: git rm --cached ${name} && echo ${name} >> .gitignore`;
}
