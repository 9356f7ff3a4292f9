import { countText } from "./amounts.js";
import { cellsOf, fitText, graphemesOf } from "./terminal-text.js";

/** The beginning of a text on one line, and how much of it follows. */
export interface LongText {
  readonly text: string;
  readonly moreCharacters: number;
}

export const NO_TEXT: LongText = { text: "", moreCharacters: 0 };

/** As much as fits into this many cells. The rest is counted in characters: `It was too slow… +1,204`. */
export function cutText({ text, moreCharacters }: LongText, cells: number): string {
  if (moreCharacters === 0 && cellsOf(text) <= cells) return text;
  const longestMark = cutMark(lengthOf(text) + moreCharacters);
  const kept = fitText(text, cells - cellsOf(longestMark) + 1).replace(/\s*…$/, "");
  // Where there is no room even for the count.
  if (kept === "") return fitText(text, cells);
  return kept + cutMark(lengthOf(text) - lengthOf(kept) + moreCharacters);
}

/** The mark in place of this many characters. */
export function cutMark(characters: number): string {
  return `… +${countText(characters)}`;
}

/**
 * A text in rows of this many cells, broken between words, and within words that are longer than a row. Its lines stay
 * lines; blank ones are left out.
 */
export function textRows(lines: readonly string[], cells: number): readonly string[] {
  return lines.filter((line) => line.trim() !== "").flatMap((line) => lineRows(line, Math.max(2, cells)));
}

function lineRows(line: string, cells: number): readonly string[] {
  const rows: string[] = [];
  let row = "";
  let used = 0;
  const next = () => {
    rows.push(row.trimEnd());
    row = "";
    used = 0;
  };
  for (const word of line.split(/(?<=\s)(?=\S)/)) {
    if (used > 0 && used + cellsOf(word.trimEnd()) > cells) next();
    for (const grapheme of graphemesOf(word)) {
      const own = cellsOf(grapheme);
      if (used + own > cells && grapheme.trim() !== "") next();
      row += grapheme;
      used += own;
    }
  }
  return row.trim() === "" ? rows : [...rows, row.trimEnd()];
}

function lengthOf(text: string): number {
  return graphemesOf(text).length;
}
