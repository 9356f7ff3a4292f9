const TICK_MS = 1_000;

/** Shows the progress of some work, from its start and each second, until it ends. */
export async function withProgress<T>(
  show: (text: string) => void,
  text: () => string,
  work: () => Promise<T>,
): Promise<T> {
  const tick = () => {
    show(text());
  };
  tick();
  const timer = setInterval(tick, TICK_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    show("");
  }
}
