/**
 * Whether this is a test file of Jest. When its tests are over, Jest removes its modules, and fails it if one is loaded
 * later, so everything that will be needed is loaded at once.
 */
export function isJestFile(): boolean {
  try {
    return jestState() !== undefined;
  } catch {
    return false;
  }
}

/** Jest's state in the context of a test file. */
export function jestState(): unknown {
  const symbol = Object.getOwnPropertySymbols(globalThis).find(
    ({ description }) => description === "JEST_STATE_SYMBOL",
  );
  return symbol === undefined ? undefined : Reflect.get(globalThis, symbol);
}

/**
 * Makes Vitest wait before it ends its worker, which it otherwise does without notice. Returns whether it will wait.
 */
export function beforeVitestEnds(wait: () => Promise<void>): boolean {
  return callMethod(Reflect.get(globalThis, "__vitest_worker__"), "onCleanup", wait);
}

/** Returns whether there is such a method. */
export function callMethod(owner: unknown, name: string, argument: unknown): boolean {
  const method: unknown = typeof owner === "object" && owner !== null ? Reflect.get(owner, name) : undefined;
  if (typeof method !== "function") return false;
  Reflect.apply(method, owner, [argument]);
  return true;
}
