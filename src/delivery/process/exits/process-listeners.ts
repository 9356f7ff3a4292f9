interface ProcessListeners {
  readonly beforeExit: NodeJS.BeforeExitListener;
  readonly exit: NodeJS.ExitListener;
  /** For the signals that end a process which does not listen to them. */
  readonly signal: NodeJS.SignalsListener;
}

const ENDING_SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/**
 * Prepends its listeners, so that a listener that the host added with `once` is still registered when they run. Raises
 * the limit of listeners by one, so that Node.js does not warn earlier than without it. Returns a function that removes
 * them.
 */
export function listenToProcess({ beforeExit, exit, signal }: ProcessListeners): () => void {
  const granted = process.getMaxListeners();
  // 0 means no limit.
  const raised = granted === 0 ? 0 : granted + 1;
  process.setMaxListeners(raised);
  process.prependListener("beforeExit", beforeExit);
  process.prependListener("exit", exit);
  for (const name of ENDING_SIGNALS) process.prependListener(name, signal);
  return () => {
    process.off("beforeExit", beforeExit);
    process.off("exit", exit);
    for (const name of ENDING_SIGNALS) process.off(name, signal);
    if (process.getMaxListeners() === raised) process.setMaxListeners(granted);
  };
}
