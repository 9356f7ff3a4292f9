import picocolors from "picocolors";
import type { CommandResult } from "./command-result.js";
import { paintLine, type StyledLine } from "./styled-line.js";

/** The only way to the terminal: what a command found goes to stdout, as lines or as one JSON value. */
export function printResult({ lines, json }: CommandResult, asJson: boolean): void {
  if (asJson) process.stdout.write(`${JSON.stringify(json, undefined, 2)}\n`);
  else printLines(lines);
}

/** Lines are never cut: advice must stay whole. */
export function printLines(lines: readonly StyledLine[]): void {
  const colors = picocolors.createColors(picocolors.isColorSupported);
  const text = lines.map((line) => `${paintLine(line, Number.POSITIVE_INFINITY, colors)}\n`);
  process.stdout.write(text.join(""));
}

/** A fault of the command itself. */
export function printFault(error: unknown): void {
  process.stderr.write(`langchain-opik: ${error instanceof Error ? error.message : String(error)}\n`);
}
