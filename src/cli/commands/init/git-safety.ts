import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readIfThere } from "../../project/project-files.js";
import { type FileChange, fileChange } from "./file-change.js";
import { withLines } from "./file-lines.js";

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

/** The text with a line for this file at the top of the project. */
function withIgnored(gitignore: string, fileName: string): string {
  return withLines(gitignore, (lines) => [...lines, fileName]);
}

/** Whether a line names this file at the top of the project. For a project without git, which knows better. */
export function isIgnored(gitignore: string, fileName: string): boolean {
  return gitignore.split(/\r?\n/).some((line) => names(line.trim(), fileName));
}

function names(line: string, fileName: string): boolean {
  if (line === "" || line.startsWith("#") || line.startsWith("!")) return false;
  const [first = "", ...others] = line.replace(/^(?:\*\*)?\//, "").split("*");
  const last = others.pop();
  if (last === undefined) return fileName === first;
  let rest = fileName.startsWith(first) ? fileName.slice(first.length) : undefined;
  // What stands between two stars is best taken where it comes first: more is left for what follows.
  for (const part of others)
    rest = rest?.includes(part) === true ? rest.slice(rest.indexOf(part) + part.length) : undefined;
  return rest?.endsWith(last) === true;
}

/** What git does with a file that is to hold a key. `unknown`: there is no git, or no repository. */
type GitStatus = "tracked" | "ignored" | "untracked" | "unknown";

function gitStatus(folder: string, name: string): GitStatus {
  const git = (...args: readonly string[]) => spawnSync("git", args, { cwd: folder, stdio: "ignore" }).status === 0;
  if (!git("rev-parse", "--is-inside-work-tree")) return "unknown";
  if (git("ls-files", "--error-unmatch", "--", name)) return "tracked";
  return git("check-ignore", "--quiet", "--", name) ? "ignored" : "untracked";
}
