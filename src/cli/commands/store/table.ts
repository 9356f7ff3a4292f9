import { plainText } from "../../../records/plain-text.js";
import { cellsOfLine, padPieces, piece, type StyledLine } from "../../../terminal/styled-line.js";
import { cellsOf, fitText } from "../../../terminal/terminal-text.js";

export interface Column<Item> {
  readonly title: string;
  readonly text: (item: Item) => string;
  /** Numbers are aligned at the right of their column. */
  readonly align?: "right";
  /** Whether its texts may be cut if lines would be wider than allowed. */
  readonly mayShrink?: true;
  /** Its maximal width. Default: 40. */
  readonly maxCells?: number;
}

const GAP = "  ";
const MAX_CELLS = 40;
const MIN_CELLS = 8;

/** Items as lines of columns, each as wide as its longest text, unless lines would be wider than `width`. */
export function tableLines<Item>(
  items: readonly Item[],
  columns: readonly Column<Item>[],
  width: number,
): readonly StyledLine[] {
  const rows = items.map((item) =>
    columns.map(({ text, maxCells = MAX_CELLS }) => fitText(plainText(text(item)), maxCells)),
  );
  const wished = columns.map(({ title }, index) =>
    Math.max(cellsOf(title), ...rows.map((row) => cellsOf(row[index] ?? ""))),
  );
  const widths = shrunk(wished, columns, width);
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

/** The columns that may be cut provide the missing width, each as far as it can. */
function shrunk<Item>(wished: readonly number[], columns: readonly Column<Item>[], width: number): readonly number[] {
  let missing = wished.reduce((sum, cells) => sum + cells + GAP.length, -GAP.length) - width;
  return wished.map((cells, index) => {
    const given = columns[index]?.mayShrink === true ? Math.min(missing, cells - MIN_CELLS) : 0;
    if (given <= 0) return cells;
    missing -= given;
    return cells - given;
  });
}

function padded(text: string, cells: number, align: "right" | undefined, tone: "plain" | "dim"): StyledLine {
  const line = [piece(fitText(text, cells), tone)];
  if (align === undefined) return padPieces(line, cells);
  return [piece(" ".repeat(Math.max(0, cells - cellsOfLine(line)))), ...line];
}
