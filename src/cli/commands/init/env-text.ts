import { parseEnv } from "node:util";
import { type Assignments, withAssignments } from "./assignments.js";
import { withLines } from "./file-lines.js";

/** The variables to which a `.env` text gives a value. */
export function setVariables(text: string): ReadonlySet<string> {
  const entries = Object.entries(parseEnv(text));
  return new Set(entries.filter(([, value]) => value?.trim()).map(([name]) => name));
}

/** The text with these variables: a line that leaves one blank is filled, the others are appended. */
export function withVariables(text: string, variables: Assignments): string {
  return withLines(text, (lines) => withAssignments(lines, variables, "="));
}

/** The text with a blank line for each name that it does not mention, for people to fill. */
export function withPlaceholders(text: string, names: readonly string[]): string {
  const missing = names.filter(
    (name) => !new RegExp(`^[ \\t]*(?:#[ \\t]*)?(?:export[ \\t]+)?${name}[ \\t]*=`, "m").test(text),
  );
  return missing.length === 0 ? text : withVariables(text, new Map(missing.map((name) => [name, ""])));
}
