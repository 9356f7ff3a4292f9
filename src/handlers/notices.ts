const TOLD = Symbol.for("langchain-opik.notices");

interface Told {
  [TOLD]?: Set<string>;
}

/** Says one line of each kind in a process, whichever copy of this package says it: a guest does not chatter. */
export function tellOnce(kind: string, message: string): void {
  const scope: typeof globalThis & Told = globalThis;
  const told = scope[TOLD] ?? new Set<string>();
  if (told.has(kind)) return;
  scope[TOLD] = told.add(kind);
  // biome-ignore lint/suspicious/noConsole: the one line that the host's log gets of this kind.
  console.warn(`langchain-opik: ${message}`);
}
