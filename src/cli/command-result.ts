import type { StyledLine } from "../terminal/styled-line.js";

/** What a shell expects of a command that Ctrl-C has stopped. */
export const INTERRUPTED = 130;

/** What a command found or did. It is printed, and ends the process, in one place each. */
export interface CommandResult {
  readonly exitCode: 0 | 1 | typeof INTERRUPTED;
  readonly lines: readonly StyledLine[];
  /** The same for programs (`--json`). */
  readonly json: unknown;
}
