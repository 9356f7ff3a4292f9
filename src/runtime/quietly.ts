/**
 * Calls what the host gave us to be told by: its fault must not change how the work that is under way ends. Nor must
 * that of an asynchronous function, which would end the host's process.
 */
export function quietly(tell: () => unknown): void {
  try {
    Promise.resolve(tell()).catch(() => undefined);
  } catch {
    // There is nobody to tell it to.
  }
}
