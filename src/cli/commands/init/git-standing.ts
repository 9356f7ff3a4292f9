import { spawnSync } from "node:child_process";

/** How git stands to a file that is to hold a key. `unknown`: there is no git, or no repository. */
export type GitStanding = "tracked" | "ignored" | "loose" | "unknown";

export function gitStanding(folder: string, name: string): GitStanding {
  const git = (...args: readonly string[]) => spawnSync("git", args, { cwd: folder, stdio: "ignore" }).status === 0;
  if (!git("rev-parse", "--is-inside-work-tree")) return "unknown";
  if (git("ls-files", "--error-unmatch", "--", name)) return "tracked";
  return git("check-ignore", "--quiet", "--", name) ? "ignored" : "loose";
}
