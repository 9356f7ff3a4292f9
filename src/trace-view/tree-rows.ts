import { modelName } from "../records/model-name.js";
import { plainText } from "../records/plain-text.js";
import type { SpanNode } from "../records/span-forest.js";
import { durationText } from "../terminal/amounts.js";
import { type Piece, piece, type StyledLine, type Tone } from "../terminal/styled-line.js";
import { type FoldedSpans, foldSiblings } from "./fold-siblings.js";
import { factsOf, notesOf } from "./span-facts.js";
import { spanKind } from "./span-kind.js";
import { comesFromBelow } from "./span-notes.js";
import { NO_VALUES, type SpanValues, spanValues } from "./span-values.js";
import { type TimeRange, timesOf } from "./time-axis.js";

/** The columns before a bar. Where room is short, the name is cut first, then the model. */
export interface RowLabel {
  readonly before: StyledLine;
  readonly name: Piece;
  readonly model: Piece;
}

/** One branch of the tree before it is laid out: the columns of its line, and the lines below it. */
export interface TreeRow {
  readonly label: RowLabel;
  /** Absent where it represents several spans. */
  readonly spanId?: string;
  readonly times: TimeRange;
  readonly barTone: Tone;
  readonly duration: string;
  readonly facts: readonly string[];
  readonly values: SpanValues;
  readonly notes: readonly Piece[];
  /** The guides before its notes, so that the branches beside and below it stay connected. */
  readonly noteGuide: string;
}

// Deeper than this the outer guides say nothing more, and names would have no room.
const MAX_GUIDE_CELLS = 20;

/** The rows of sibling branches and of everything below them, from top to bottom. */
export function treeRows(siblings: readonly SpanNode[], axis: TimeRange, guide = ""): readonly TreeRow[] {
  const branches = foldSiblings(siblings);
  return branches.flatMap((branch, index): readonly TreeRow[] => {
    const isLast = index === branches.length - 1;
    const stem = innerGuide(guide) + (isLast ? "└ " : "├ ");
    const below = guide + (isLast ? "  " : "│ ");
    if (branch.kind === "folded") return [foldedRow(branch, axis, stem, below)];
    const { node } = branch;
    return [spanRow(node, axis, stem, below), ...treeRows(node.children, axis, below)];
  });
}

function spanRow(node: SpanNode, axis: TimeRange, stem: string, below: string): TreeRow {
  const { span, children, orphan } = node;
  const times = timesOf(span, axis);
  const failed = span.error_info !== undefined;
  const childErrors = children.map((child) => child.span.error_info);
  const notes = notesOf(span, comesFromBelow(span.error_info, childErrors));
  return {
    label: spanLabel(node, stem),
    spanId: span.id,
    times,
    barTone: failed ? "red" : spanKind(span).tone,
    duration: span.end_time === undefined ? "open" : durationText(times.toMicros - times.fromMicros),
    facts: factsOf(span),
    values: spanValues(span),
    notes: orphan ? [piece("its parent is not in this trace", "yellow"), ...notes] : notes,
    noteGuide: innerGuide(below + (children.length > 0 ? "│ " : "  ")),
  };
}

function spanLabel({ span, orphan }: SpanNode, stem: string): RowLabel {
  const failed = span.error_info !== undefined;
  const name = plainText(span.name);
  const model = plainText(modelName(span) ?? "");
  return {
    before: [
      piece(stem, "dim"),
      ...(orphan ? [piece("? ", "yellow")] : []),
      ...(failed ? [piece("✗ ", "red")] : []),
      piece(`${spanKind(span).word} `, "dim"),
    ],
    name: piece(name, failed ? "red" : "plain"),
    model: piece(model === "" || model === name ? "" : ` ${model}`, "dim"),
  };
}

function foldedRow({ name, nodes }: FoldedSpans, axis: TimeRange, stem: string, below: string): TreeRow {
  const failed = nodes.filter(({ span }) => span.error_info !== undefined).length;
  const all = nodes.map(({ span }) => timesOf(span, axis));
  const fromMicros = all.reduce((least, times) => Math.min(least, times.fromMicros), axis.toMicros);
  const toMicros = all.reduce((most, times) => Math.max(most, times.toMicros), axis.fromMicros);
  return {
    label: {
      before: [
        piece(stem, "dim"),
        piece(`… ${nodes.length} more `),
        ...(failed > 0 ? [piece(`(${failed} failed) `, "red")] : []),
      ],
      name: piece(plainText(name), "dim"),
      model: piece(""),
    },
    times: { fromMicros, toMicros },
    barTone: "dim",
    duration: durationText(Math.max(0, toMicros - fromMicros)),
    facts: [],
    values: NO_VALUES,
    notes: [],
    noteGuide: innerGuide(below),
  };
}

function innerGuide(guide: string): string {
  return guide.length <= MAX_GUIDE_CELLS ? guide : `⋯ ${guide.slice(2 - MAX_GUIDE_CELLS)}`;
}
