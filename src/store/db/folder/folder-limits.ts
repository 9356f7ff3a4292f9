/** How long processes that share a folder bear with one another, in milliseconds. */
export interface FolderLimits {
  /** Until an owner greets: a debugger, a long computation or Ctrl-Z stops it for longer, a busy machine does not. */
  readonly greetingMs: number;
  /** For what one process asks: a statement that never ends would keep all others from their turn. */
  readonly foreignWorkMs: number;
  /** Until a result is taken: to write to a process that is stopped would hold the owner, which may want to end. */
  readonly takingMs: number;
}

export const FOLDER_LIMITS: FolderLimits = { greetingMs: 15_000, foreignWorkMs: 120_000, takingMs: 10_000 };
