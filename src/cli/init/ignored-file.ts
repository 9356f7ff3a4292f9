/** Whether a line of a `.gitignore` keeps a file at the top of the project out of the repository. */
export function isIgnored(gitignore: string, fileName: string): boolean {
  return gitignore.split(/\r?\n/).some((line) => patternOf(line.trim())?.test(fileName) === true);
}

function patternOf(line: string): RegExp | undefined {
  if (line === "" || line.startsWith("#") || line.startsWith("!")) return undefined;
  const name = line.replace(/^(?:\*\*)?\//, "");
  const literal = name.replace(/[.+^${}()|[\]\\?]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*")}$`);
}
