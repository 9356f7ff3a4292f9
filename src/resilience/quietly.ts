/** Calls what the host gave us to be told by: its fault must not change how the work that is under way ends. */
export function quietly(tell: () => void): void {
  try {
    tell();
  } catch {
    // There is nobody to tell it to.
  }
}
