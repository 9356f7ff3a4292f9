/** How long processes that share a folder wait for one another, in milliseconds. */
export interface FolderLimits {
  /**
   * Until an owner sends its greeting: a debugger, a long computation or Ctrl-Z stops it for longer, a busy machine
   * does not.
   */
  readonly greetingMs: number;
  /** For the work of one process: a statement that never ends would keep all others waiting. */
  readonly foreignWorkMs: number;
  /** Until a result is read: writing to a process that is stopped would hold up the owner, which may want to end. */
  readonly takingMs: number;
}

export const FOLDER_LIMITS: FolderLimits = { greetingMs: 15_000, foreignWorkMs: 120_000, takingMs: 10_000 };
