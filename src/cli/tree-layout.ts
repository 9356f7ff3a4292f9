import { cellsOfLine, padPieces, piece, type StyledLine } from "./styled-line.js";
import { cellsOf } from "./terminal-text.js";
import type { TimeRange } from "./time-axis.js";
import { axisScale, timeBar } from "./time-bar.js";
import type { TreeRow } from "./tree-rows.js";

/** Cells of the columns of a tree. Without a column for the facts of a run, they stand on a line below it. */
export interface TreeColumns {
  readonly label: number;
  readonly bar: number;
  readonly duration: number;
  readonly facts: number;
}

const GAP = "  ";
const LEAST_BAR = 8;
const LEAST_LABEL = 12;
const LARGEST_LABEL_SHARE = 0.45;
// From this width on, a run's facts and a bar worth reading fit beside each other.
const WIDTH_WITH_FACTS = 120;
const LARGEST_FACTS = 44;

/** Gives each column what its texts need, within limits, and the bars all the rest. */
export function treeColumns(rows: readonly TreeRow[], width: number): TreeColumns {
  const label = Math.max(LEAST_LABEL, Math.floor(width * LARGEST_LABEL_SHARE));
  const facts =
    width < WIDTH_WITH_FACTS
      ? 0
      : Math.min(
          LARGEST_FACTS,
          most(rows, (row) => cellsOf(factsText(row))),
        );
  const columns = {
    label: Math.min(
      label,
      Math.max(
        LEAST_LABEL,
        most(rows, (row) => cellsOfLine(row.label)),
      ),
    ),
    duration: Math.max(
      4,
      most(rows, (row) => cellsOf(row.duration)),
    ),
    facts,
  };
  const used = columns.label + columns.duration + (facts > 0 ? facts + GAP.length : 0) + 2 * GAP.length;
  return { ...columns, bar: Math.max(LEAST_BAR, width - used) };
}

/** The line above the tree that tells the times of its bars. */
export function scaleLine(axis: TimeRange, columns: TreeColumns): StyledLine {
  return [piece(" ".repeat(columns.label) + GAP + axisScale(axis, columns.bar), "dim")];
}

/** A row as lines: its columns, then whatever has no column. */
export function rowLines(row: TreeRow, axis: TimeRange, columns: TreeColumns): readonly StyledLine[] {
  const factsFit = cellsOf(factsText(row)) <= columns.facts;
  const below = [...(factsFit || row.facts.length === 0 ? [] : [piece(factsText(row), "dim")]), ...row.notes];
  return [
    [
      ...padPieces(row.label, columns.label),
      ...padPieces([piece(GAP), piece(timeBar(row.times, axis, columns.bar), row.barTone)], columns.bar + GAP.length),
      piece(GAP + row.duration.padStart(columns.duration)),
      ...(factsFit ? [piece(GAP + factsText(row), "dim")] : []),
    ],
    ...below.map((note) => [piece(row.noteGuide, "dim"), note]),
  ];
}

function factsText({ facts }: TreeRow): string {
  return facts.join(" · ");
}

function most(rows: readonly TreeRow[], cells: (row: TreeRow) => number): number {
  return rows.reduce((largest, row) => Math.max(largest, cells(row)), 0);
}
