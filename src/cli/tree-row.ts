import type { Piece, StyledLine, Tone } from "./styled-line.js";
import type { TimeRange } from "./time-axis.js";

/** One branch of the tree before it is laid out: the columns of its line, and the lines below it. */
export interface TreeRow {
  readonly label: StyledLine;
  readonly times: TimeRange;
  readonly barTone: Tone;
  readonly duration: string;
  readonly facts: string;
  readonly notes: readonly Piece[];
  /** What stands before its notes, so that the branches beside and below it stay connected. */
  readonly guide: string;
}
