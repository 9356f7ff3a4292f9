import type { StyledLine } from "../terminal/styled-line.js";

/** The exit code of a command that Ctrl-C has stopped, as shells expect it. */
export const INTERRUPTED = 130;

/** The exit code where the command line asks for something that there is not. */
export const MISUSED = 2;

/** Result of a command. main.ts alone prints it and sets the exit code. */
export interface CommandResult {
  /** 0, 1 or `INTERRUPTED`; or that of the program which the command has run. */
  readonly exitCode: number;
  readonly lines: readonly StyledLine[];
  /** Whether the lines go through a pager where they are more than a terminal shows. */
  readonly isLong?: true;
  /** The same for programs (`--json`); undefined where all has been printed. */
  readonly json: unknown;
}
