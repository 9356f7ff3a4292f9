import { spawnSync } from "node:child_process";

/** What git does with a file that is to hold a key. `unknown`: there is no git, or no repository. */
export type GitStatus = "tracked" | "ignored" | "untracked" | "unknown";

export function gitStatus(folder: string, name: string): GitStatus {
  const git = (...args: readonly string[]) => spawnSync("git", args, { cwd: folder, stdio: "ignore" }).status === 0;
  if (!git("rev-parse", "--is-inside-work-tree")) return "unknown";
  if (git("ls-files", "--error-unmatch", "--", name)) return "tracked";
  return git("check-ignore", "--quiet", "--", name) ? "ignored" : "untracked";
}
