import type { StyledLine } from "../terminal/styled-line.js";

/** The exit code of a command that Ctrl-C has stopped, as shells expect it. */
export const INTERRUPTED = 130;

/** Result of a command. main.ts alone prints it and sets the exit code. */
export interface CommandResult {
  readonly exitCode: 0 | 1 | typeof INTERRUPTED;
  readonly lines: readonly StyledLine[];
  /** The same for programs (`--json`). */
  readonly json: unknown;
}
