/** Calls what the host gave us to be told by: a fault of it must not change how a call ends. */
export function quietly(tell: () => void): void {
  try {
    tell();
  } catch {
    // There is nobody to tell it to: the call that is under way is none of its business.
  }
}
