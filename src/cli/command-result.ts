import type { StyledLine } from "../terminal/styled-line.js";

/** The exit code of a command that Ctrl-C has stopped, as shells expect it. */
export const INTERRUPTED = 130;

/** The exit code if the command line asks for something that does not exist. */
export const MISUSED = 2;

/** Result of a command. Only main.ts prints it and sets the exit code. */
export interface CommandResult {
  /** 0, 1 or `INTERRUPTED`; or that of the program that the command ran. */
  readonly exitCode: number;
  readonly lines: readonly StyledLine[];
  /** Whether the lines go through a pager if the terminal cannot show them all. */
  readonly isLong?: true;
  /** The same for programs (`--json`); undefined if everything has been printed. */
  readonly json: unknown;
}
