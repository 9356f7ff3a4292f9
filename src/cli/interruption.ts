const ENDING_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Does long work that can be stopped: the first Ctrl-C, or another signal that asks for the end, aborts the signal, and
 * the work ends at its next suitable point. A second one ends the process immediately.
 */
export async function interruptibly<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => {
    unlisten();
    controller.abort();
  };
  const unlisten = () => {
    for (const name of ENDING_SIGNALS) process.off(name, stop);
  };
  for (const name of ENDING_SIGNALS) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    unlisten();
  }
}
