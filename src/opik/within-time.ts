/** What the work gives, where it does so in time; else this rejects, and what comes later is nobody's. */
export async function withinTime<Result>(timeoutMs: number, work: () => Promise<Result>): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`Opik gave no answer within ${timeoutMs} ms`));
    }, timeoutMs);
    work()
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
      });
  });
}
