import picocolors from "picocolors";
import { withoutKnownSecrets } from "../logging/known-secrets.js";
import { safeMessage, safeText } from "../logging/safe-text.js";
import { printableJson } from "../records/plain-text.js";
import { processEnvironment } from "../settings/environment.js";
import { paintLine, type StyledLine } from "../terminal/styled-line.js";
import { fitText } from "../terminal/terminal-text.js";
import { wrapLine } from "../terminal/wrap-line.js";
import type { CommandResult } from "./command-result.js";
import { inWireSpelling } from "./json-spelling.js";
import { showInPager, wantsPager } from "./pager.js";

// The command's only way to the terminal, beside the records that `export` writes to standard output. Its texts come
// partly from servers, files and traced programs: secrets are masked here, and nothing that a terminal would obey gets
// through.

/** Prints the result of a command to stdout, as lines or as one JSON value. */
export async function printResult({ lines, json, isLong }: CommandResult, asJson: boolean): Promise<void> {
  if (asJson) {
    if (json !== undefined) process.stdout.write(`${jsonText(json, 2)}\n`);
    return;
  }
  const text = screenText(lines);
  const environment = processEnvironment();
  const isPaged = isLong === true && wantsPager(text, process.stdout, environment);
  if (!isPaged || !(await showInPager(text, environment))) process.stdout.write(text);
}

/** Prints one of many JSON values, each on a line of its own. */
export function printJsonLine(json: unknown): void {
  process.stdout.write(`${jsonText(json)}\n`);
}

/** In stored records only the secrets of this process are masked: programs need them unchanged. */
function jsonText(value: unknown, indent?: number): string {
  const masked = (_key: string, part: unknown) => (typeof part === "string" ? withoutKnownSecrets(part) : part);
  return printableJson(JSON.stringify(inWireSpelling(value), masked, indent));
}

export function printLines(lines: readonly StyledLine[]): void {
  process.stdout.write(screenText(lines));
}

/** Lines are never cut, because advice must stay whole. For a terminal they are broken between words. */
function screenText(lines: readonly StyledLine[]): string {
  const colors = picocolors.createColors(picocolors.isColorSupported);
  const { isTTY, columns } = process.stdout;
  const safe = lines.map((line) => line.map((one) => ({ ...one, text: safeText(one.text) })));
  const rows = isTTY && columns > 0 ? safe.flatMap((line) => wrapLine(line, columns)) : safe;
  return rows.map((row) => `${paintLine(row, Number.POSITIVE_INFINITY, colors)}\n`).join("");
}

/**
 * Shows the progress of a long command: one line of the terminal, overwritten by the next, and removed by a blank one.
 */
export function printProgress(text: string): void {
  const { isTTY, columns } = process.stderr;
  // A line as wide as the terminal would continue in the next one, which nothing overwrites.
  if (isTTY) process.stderr.write(`\r\u001b[K${columns > 0 ? fitText(safeText(text), columns - 1) : safeText(text)}\r`);
}

/** A fault of the command itself. */
export function printFault(error: unknown): void {
  process.stderr.write(`langchain-opik: ${safeMessage(error).replace(/^langchain-opik: /, "")}\n`);
}

/** The output of the command line's parser: several lines, which contain the arguments. */
export const COMMAND_LINE_OUTPUT = {
  writeOut: (text: string) => process.stdout.write(safeLines(text)),
  writeErr: (text: string) => process.stderr.write(safeLines(text)),
};

function safeLines(text: string): string {
  return text.split("\n").map(safeText).join("\n");
}

/** The stream to which lines are printed, for code that needs its width. */
export const OUTPUT: { readonly isTTY?: boolean; readonly columns?: number } = process.stdout;

/** False if the reader has gone, such as `head`. */
export function isOutputRead(): boolean {
  return process.stdout.writable;
}

/** Prints what a person should know, beside the result. */
export function printNotice(text: string | undefined): void {
  if (text !== undefined) process.stderr.write(`langchain-opik: ${safeText(text)}\n`);
}

/** A reader that has seen enough, such as `head`, is no error, and the current work is finished. */
export function outliveReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
