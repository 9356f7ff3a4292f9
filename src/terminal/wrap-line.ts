import { cellsOfLine, type Piece, piece, type StyledLine } from "./styled-line.js";
import { cellsOf } from "./terminal-text.js";

const MARGIN = /^(?:\s*\S+)?\s{2,}(?=\S)/;

/**
 * The line broken between words; its further rows start below its text, to the right of a mark or margin. Long words
 * stay whole.
 */
export function wrapLine(line: StyledLine, width: number): readonly StyledLine[] {
  if (cellsOfLine(line) <= width) return [line];
  const margin = cellsOf(MARGIN.exec(line.map(({ text }) => text).join(""))?.[0] ?? "");
  const indent = margin > width / 2 ? 2 : margin;
  const rows: Piece[][] = [];
  let row: Piece[] = [];
  let cells = 0;
  for (const word of line.flatMap(wordsOf)) {
    if (cells > indent && cells + cellsOf(word.text.trimEnd()) > width) {
      rows.push(row);
      row = [piece(" ".repeat(indent))];
      cells = indent;
    }
    row.push(word);
    cells += cellsOf(word.text);
  }
  return [...rows, row];
}

/** Each word with the blanks after it. */
function wordsOf(one: Piece): readonly Piece[] {
  const { text, tone, isWhole } = one;
  if (isWhole === true) return [one];
  return text.split(/(?<=\s)(?=\S)/).map((word) => piece(word, tone));
}
