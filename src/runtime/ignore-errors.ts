/**
 * Calls a function of the host, such as `onRetry`, and ignores its errors: they must not change how the work under way
 * ends. A rejection is ignored too, because an unhandled one would end the process.
 */
export function ignoreErrors(call: () => unknown): void {
  try {
    Promise.resolve(call()).catch(() => undefined);
  } catch {
    // Ignored, as above.
  }
}
