import { cellsOfLine, padPieces, piece, type StyledLine } from "../terminal/styled-line.js";
import { cellsOf, fitText } from "../terminal/terminal-text.js";
import { wrapLine } from "../terminal/wrap-line.js";
import { valuesText } from "./span-values.js";
import type { TimeRange } from "./time-axis.js";
import { axisScale, timeBar } from "./time-bar.js";
import type { RowLabel, TreeRow } from "./tree-rows.js";

/** Widths of the columns of a tree, in cells. Without a column for the facts of a run, they are on a line below it. */
export interface TreeColumns {
  readonly label: number;
  readonly bar: number;
  readonly duration: number;
  readonly facts: number;
  /** Of a whole line. */
  readonly line: number;
}

const GAP = "  ";
const LEAST_BAR = 8;
const LEAST_LABEL = 12;
const LEAST_DURATION = 4;
const LEAST_NAME = 6;
const LARGEST_LABEL_SHARE = 0.55;
const LARGEST_FACTS = 54;
// A run's facts are beside its bar only where that leaves the bars long enough to read.
const LEAST_BAR_BESIDE_FACTS = 24;

/** Gives each column the width that its texts need, within limits, and the rest to the bars. */
export function treeColumns(rows: readonly TreeRow[], width: number): TreeColumns {
  const largestLabel = Math.max(LEAST_LABEL, Math.floor(width * LARGEST_LABEL_SHARE));
  const label = clamp(
    mostCells(rows, ({ label }) => cellsOfLine(wholeLabel(label))),
    LEAST_LABEL,
    largestLabel,
  );
  const duration = Math.max(
    LEAST_DURATION,
    mostCells(rows, (row) => cellsOf(row.duration)),
  );
  const facts = Math.min(
    LARGEST_FACTS,
    mostCells(rows, (row) => cellsOf(factsText(row))),
  );
  const bar = width - label - duration - 2 * GAP.length;
  const barBesideFacts = bar - facts - GAP.length;
  return facts > 0 && barBesideFacts >= LEAST_BAR_BESIDE_FACTS
    ? { label, bar: barBesideFacts, duration, facts, line: width }
    : { label, bar: Math.max(LEAST_BAR, bar), duration, facts: 0, line: width };
}

/** The line above the tree that shows the times of its bars. */
export function scaleLine(axis: TimeRange, columns: TreeColumns): StyledLine {
  return [piece(" ".repeat(columns.label) + GAP + axisScale(axis, columns.bar), "dim")];
}

/** A row as lines: its columns, then whatever has no column. */
export function rowLines(row: TreeRow, axis: TimeRange, columns: TreeColumns): readonly StyledLine[] {
  const factsFit = cellsOf(factsText(row)) <= columns.facts;
  const belowCells = columns.line - cellsOf(row.noteGuide);
  const values = valuesText(row.values, belowCells);
  const below = [
    ...(factsFit || row.facts.length === 0 ? [] : [piece(factsText(row), "dim")]),
    ...(values === "" ? [] : [piece(values)]),
    ...row.notes,
  ];
  return [
    [
      ...padPieces(fittedLabel(row.label, columns.label), columns.label),
      ...padPieces([piece(GAP), piece(timeBar(row.times, axis, columns.bar), row.barTone)], columns.bar + GAP.length),
      piece(GAP + row.duration.padStart(columns.duration)),
      ...(factsFit && row.facts.length > 0 ? [piece(GAP + factsText(row), "dim")] : []),
    ],
    ...below
      .flatMap((note) => wrapLine([note], Math.max(LEAST_LABEL, belowCells)))
      .map((note) => [piece(row.noteGuide, "dim"), ...note]),
  ];
}

function wholeLabel({ before, name, model }: RowLabel): StyledLine {
  return [...before, name, model];
}

/** A name says less than the kind and the model, which stay as long as there is room for a part of the name. */
function fittedLabel(label: RowLabel, cells: number): StyledLine {
  const { before, name, model } = label;
  if (cellsOfLine(wholeLabel(label)) <= cells) return wholeLabel(label);
  const room = cells - cellsOfLine(before);
  const nameCells = Math.max(Math.min(LEAST_NAME, room), room - cellsOf(model.text));
  return [...before, { ...name, text: fitText(name.text, nameCells) }, model];
}

function factsText({ facts }: TreeRow): string {
  return facts.join(" · ");
}

function mostCells(rows: readonly TreeRow[], cells: (row: TreeRow) => number): number {
  return rows.reduce((most, row) => Math.max(most, cells(row)), 0);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
