import type { ErrorInfo, SpanRecord, SpanType } from "../records/record.js";
import { counted, countText, durationText } from "./amounts.js";
import { type Branch, type FoldedSpans, foldSiblings } from "./fold-siblings.js";
import { factsOf, notesOf } from "./span-facts.js";
import type { SpanNode } from "./span-forest.js";
import { type Piece, piece, type StyledLine, type Tone } from "./styled-line.js";
import { plainText } from "./terminal-text.js";
import { type TimeRange, timesOf } from "./time-axis.js";
import type { TreeRow } from "./tree-row.js";

/** The words and colours of the kinds of spans. A retrieval is a tool on the wire. */
const KINDS = {
  general: { word: "chain", tone: "dim" },
  llm: { word: "llm", tone: "cyan" },
  tool: { word: "tool", tone: "green" },
  guardrail: { word: "guardrail", tone: "magenta" },
} as const satisfies Record<SpanType, { word: string; tone: Tone }>;
const RETRIEVAL = { word: "retrieval", tone: "blue" } as const;

// Below this depth the guides say nothing more, and names would have no room.
const MAX_GUIDES = 12;

/** The lines of sibling branches and of all that hangs on them, from top to bottom. */
export function treeRows(siblings: readonly SpanNode[], axis: TimeRange, guide = ""): readonly TreeRow[] {
  const branches = foldSiblings(siblings);
  return branches.flatMap((branch, index) => {
    const isLast = index === branches.length - 1;
    const below = guide + (isLast ? "  " : "│ ");
    const stem = shortGuide(guide) + (isLast ? "└ " : "├ ");
    if (branch.kind === "folded") return [foldedRow(branch, axis, stem, below)];
    const children = treeRows(branch.node.children, axis, below);
    return [spanRow(branch.node, axis, stem, below), ...children];
  });
}
