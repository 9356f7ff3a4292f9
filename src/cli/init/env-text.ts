import { parseEnv } from "node:util";
import { type Assignments, assignmentLine, blankLineOf } from "./assignments.js";

/** The variables that a `.env` text gives a value. */
export function setVariables(text: string): ReadonlySet<string> {
  const entries = Object.entries(parseEnv(text));
  return new Set(entries.filter(([, value]) => value?.trim()).map(([name]) => name));
}

/** The text with these variables: a line that leaves one blank is filled, the others are appended. */
export function withVariables(text: string, variables: Assignments): string {
  const lines = text === "" ? [] : text.replace(/\r?\n$/, "").split("\n");
  for (const [name, value] of variables) {
    const line = assignmentLine(name, value, "=");
    const blank = blankLineOf(lines, name);
    if (blank === undefined) lines.push(line);
    else lines[blank] = line;
  }
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** The text with a line for each name that it does not mention, left blank for people to fill. */
export function withPlaceholders(text: string, names: readonly string[]): string {
  const missing = names.filter((name) => !new RegExp(`^\\s*#?\\s*(?:export\\s+)?${name}\\s*=`, "m").test(text));
  return missing.length === 0 ? text : withVariables(text, new Map(missing.map((name) => [name, ""])));
}
