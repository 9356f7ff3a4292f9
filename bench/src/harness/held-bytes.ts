/** The live heap. Needs `--expose-gc`. Collected twice: what a finaliser lets go of in the first pass goes in the second. */
export function heldBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
