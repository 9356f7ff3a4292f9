import { type Assignments, withAssignments } from "./assignments.js";
import { withLines } from "./file-lines.js";

const OPIK_SECTION = /^\s*\[\s*opik\s*\]\s*$/;
const ANY_SECTION = /^\s*\[/;

/** Opik's INI text with these keys in its `[opik]` section: blank ones are filled, the others added at its end. */
export function withIniKeys(text: string, keys: Assignments): string {
  return withLines(text, (lines) => {
    const start = lines.findIndex((line) => OPIK_SECTION.test(line)) + 1;
    const rest = lines.slice(start);
    const nextSection = rest.findIndex((line) => ANY_SECTION.test(line));
    const section = nextSection === -1 ? rest : rest.slice(0, nextSection);
    const end = section.findLastIndex((line) => line.trim() !== "") + 1;
    const filled = withAssignments(section.slice(0, end), keys, " = ");
    return [...lines.slice(0, start), ...filled, ...rest.slice(end)];
  });
}
