import { plainText } from "../../records/plain-text.js";
import { cellsOfLine, padPieces, piece, type StyledLine } from "../styled-line.js";
import { cellsOf, fitText } from "../terminal-text.js";

export interface Column<Item> {
  readonly title: string;
  readonly text: (item: Item) => string;
  /** Numbers stand at the right of their column. */
  readonly align?: "right";
}

const GAP = "  ";
const MAX_CELLS = 40;

/** Items as lines of columns, each as wide as its longest text. */
export function tableLines<Item>(items: readonly Item[], columns: readonly Column<Item>[]): readonly StyledLine[] {
  const rows = items.map((item) => columns.map(({ text }) => fitText(plainText(text(item)), MAX_CELLS)));
  const widths = columns.map(({ title }, index) =>
    Math.max(cellsOf(title), ...rows.map((row) => cellsOf(row[index] ?? ""))),
  );
  const line = (texts: readonly string[], tone: "plain" | "dim"): StyledLine =>
    texts.flatMap((text, index) => [
      ...padded(text, widths[index] ?? 0, columns[index]?.align, tone),
      piece(index < texts.length - 1 ? GAP : ""),
    ]);
  return [
    line(
      columns.map(({ title }) => title),
      "dim",
    ),
    ...rows.map((row) => line(row, "plain")),
  ];
}

function padded(text: string, cells: number, align: "right" | undefined, tone: "plain" | "dim"): StyledLine {
  const line = [piece(text, tone)];
  if (align === undefined) return padPieces(line, cells);
  return [piece(" ".repeat(Math.max(0, cells - cellsOfLine(line)))), ...line];
}
