import { withLines } from "./file-lines.js";

/** The text with a line for this file at the top of the project. */
export function withIgnored(gitignore: string, fileName: string): string {
  return withLines(gitignore, (lines) => [...lines, fileName]);
}

/** Whether a line names this file at the top of the project. For a project without git, which knows better. */
export function isIgnored(gitignore: string, fileName: string): boolean {
  return gitignore.split(/\r?\n/).some((line) => patternOf(line.trim())?.test(fileName) === true);
}

function patternOf(line: string): RegExp | undefined {
  if (line === "" || line.startsWith("#") || line.startsWith("!")) return undefined;
  const name = line.replace(/^(?:\*\*)?\//, "");
  const literal = name.replace(/[.+^${}()|[\]\\?]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*")}$`);
}
