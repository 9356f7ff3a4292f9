import { type Assignments, assignmentLine, blankLineOf } from "./assignments.js";

const OPIK_SECTION = /^\s*\[\s*opik\s*\]\s*$/;
const ANY_SECTION = /^\s*\[/;

/** Opik's INI text with these keys in its `[opik]` section: blank ones are filled, the others stand at its end. */
export function withIniKeys(text: string, keys: Assignments): string {
  const lines = text.replace(/\r?\n$/, "").split("\n");
  const start = lines.findIndex((line) => OPIK_SECTION.test(line)) + 1;
  const rest = lines.slice(start);
  const nextSection = rest.findIndex((line) => ANY_SECTION.test(line));
  const section = nextSection === -1 ? rest : rest.slice(0, nextSection);
  const after = rest.slice(section.length);
  return `${[...lines.slice(0, start), ...withKeys(section, keys), ...after].join("\n")}\n`;
}

function withKeys(section: readonly string[], keys: Assignments): readonly string[] {
  const end = section.findLastIndex((line) => line.trim() !== "") + 1;
  const lines = section.slice(0, end);
  for (const [name, value] of keys) {
    const line = assignmentLine(name, value, " = ");
    const blank = blankLineOf(lines, name);
    if (blank === undefined) lines.push(line);
    else lines[blank] = line;
  }
  return [...lines, ...section.slice(end)];
}
