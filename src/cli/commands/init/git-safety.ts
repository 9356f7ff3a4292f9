import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readIfThere } from "../../project/project-files.js";
import { type FileChange, fileChange } from "./file-change.js";
import { withLines } from "./file-lines.js";

interface GitSafety {
  readonly changes: readonly FileChange[];
  readonly notices: readonly string[];
}

/** A file or folder at the top of the project that must not be published. */
export interface PrivatePlace {
  readonly name: string;
  /** What a commit of it would publish; undefined if it holds neither. */
  readonly holds?: "the key" | "prompts";
}

/** What keeps these out of a repository. A file that exists already is checked only for what will be added to it. */
export function keepOutOfGit(folder: string, places: readonly PrivatePlace[]): GitSafety {
  const concerned = places.filter(({ name, holds }) => holds !== undefined || !existsSync(join(folder, name)));
  const states = concerned.map((place) => ({ ...place, status: gitStatus(folder, place.name) }));
  const path = join(folder, ".gitignore");
  const open = states.filter(
    ({ name, status }) => status === "untracked" || (status === "unknown" && !isIgnored(readIfThere(path) ?? "", name)),
  );
  const names = open.map(({ name }) => name);
  return {
    changes: names.length === 0 ? [] : [fileChange(path, (text) => withLines(text, (lines) => [...lines, ...names]))],
    notices: states.flatMap(({ name, holds, status }) =>
      status === "tracked" && holds !== undefined ? [trackedNotice(name, holds)] : [],
    ),
  };
}

function trackedNotice(name: string, holds: string): string {
  const remove = holds === "prompts" ? "git rm -r --cached" : "git rm --cached";
  return `git tracks ${name}: the next commit would publish ${holds}. To keep it out: ${remove} ${name} && echo ${name} >> .gitignore`;
}

/** Whether a line names this file at the top of the project. For a project without git, which would know better. */
export function isIgnored(gitignore: string, fileName: string): boolean {
  return gitignore.split(/\r?\n/).some((line) => names(line.trim(), fileName));
}

function names(line: string, fileName: string): boolean {
  if (line === "" || line.startsWith("#") || line.startsWith("!")) return false;
  const [first = "", ...others] = line.replace(/^(?:\*\*)?\//, "").split("*");
  const last = others.pop();
  if (last === undefined) return fileName === first;
  let rest = fileName.startsWith(first) ? fileName.slice(first.length) : undefined;
  // A part between two stars is best matched at its first occurrence: more is left for what follows.
  for (const part of others)
    rest = rest?.includes(part) === true ? rest.slice(rest.indexOf(part) + part.length) : undefined;
  return rest?.endsWith(last) === true;
}

/** How git treats a file that will hold a key. `unknown`: there is no git, or no repository. */
type GitStatus = "tracked" | "ignored" | "untracked" | "unknown";

function gitStatus(folder: string, name: string): GitStatus {
  const git = (...args: readonly string[]) => spawnSync("git", args, { cwd: folder, stdio: "ignore" }).status === 0;
  if (!git("rev-parse", "--is-inside-work-tree")) return "unknown";
  if (git("ls-files", "--error-unmatch", "--", name)) return "tracked";
  return git("check-ignore", "--quiet", "--", name) ? "ignored" : "untracked";
}
