import { withLines } from "./file-lines.js";

/** The text with a line for this file at the top of the project. */
export function withIgnored(gitignore: string, fileName: string): string {
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
