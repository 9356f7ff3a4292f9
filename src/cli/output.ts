import picocolors from "picocolors";
import type { CommandResult } from "./command-result.js";
import { paintLine, type StyledLine } from "./styled-line.js";
import { fitText } from "./terminal-text.js";
import { wrapLine } from "./wrap-line.js";

/** The only way to the terminal: what a command found goes to stdout, as lines or as one JSON value. */
export function printResult({ lines, json }: CommandResult, asJson: boolean): void {
  if (asJson) process.stdout.write(`${JSON.stringify(json, undefined, 2)}\n`);
  else printLines(lines);
}

/** Lines are never cut, because advice must stay whole. A terminal gets them broken between words. */
export function printLines(lines: readonly StyledLine[]): void {
  const colors = picocolors.createColors(picocolors.isColorSupported);
  const { isTTY, columns } = process.stdout;
  const rows = isTTY && columns > 0 ? lines.flatMap((line) => wrapLine(line, columns)) : lines;
  const text = rows.map((row) => `${paintLine(row, Number.POSITIVE_INFINITY, colors)}\n`);
  process.stdout.write(text.join(""));
}

/** How far a long command is: one line of the terminal, written over by what comes next, and gone with a blank one. */
export function printProgress(text: string): void {
  const { isTTY, columns } = process.stderr;
  // A line that is as wide as the terminal would go on in the next one, which nothing writes over.
  if (isTTY) process.stderr.write(`\r\u001b[K${columns > 0 ? fitText(text, columns - 1) : text}\r`);
}

/** A fault of the command itself. */
export function printFault(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`langchain-opik: ${message.replace(/^langchain-opik: /, "")}\n`);
}

/** A reader that has seen enough, such as `head`, is no fault, and what is under way is finished. */
export function outliveReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
