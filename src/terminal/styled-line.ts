import type { Colors } from "picocolors/types.js";
import { cellsOf, fitText } from "./terminal-text.js";

export type Tone = "plain" | "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "magenta" | "cyan";

/** A stretch of one line in one colour. */
export interface Piece {
  readonly text: string;
  readonly tone: Tone;
  /** Never broken: a text that people copy, such as a command, which a line break would end. */
  readonly isWhole?: true;
}

export type StyledLine = readonly Piece[];

export function piece(text: string, tone: Tone = "plain"): Piece {
  return { text, tone };
}

/** A line that people copy. */
export function copiedLine(text: string): StyledLine {
  return [{ text, tone: "plain", isWhole: true }];
}

/** A line as text of at most `width` cells. Colour is added last, so that it never counts. */
export function paintLine(line: StyledLine, width: number, colors: Colors): string {
  return trimEnd(fitPieces(line, width))
    .map(({ text, tone }) => (tone === "plain" || text === "" ? text : colors[tone](text)))
    .join("");
}

export function cellsOfLine(line: StyledLine): number {
  return line.reduce((cells, { text }) => cells + cellsOf(text), 0);
}

/** The line cut to `cells`, or filled up with blanks. */
export function padPieces(line: StyledLine, cells: number): StyledLine {
  const fitted = fitPieces(line, cells);
  return [...fitted, piece(" ".repeat(Math.max(0, cells - cellsOfLine(fitted))))];
}

function fitPieces(line: StyledLine, cells: number): StyledLine {
  if (cellsOfLine(line) <= cells) return line;
  const fitted: Piece[] = [];
  let left = cells;
  for (const { text, tone } of line) {
    const kept = fitText(text, left);
    fitted.push(piece(kept, tone));
    if (kept !== text) break;
    left -= cellsOf(kept);
  }
  return fitted;
}

function trimEnd(line: StyledLine): StyledLine {
  const end = line.findLastIndex(({ text }) => text.trimEnd() !== "");
  return line.slice(0, end + 1).map((one, index) => (index === end ? { ...one, text: one.text.trimEnd() } : one));
}
