import { logWarning } from "../messages/log.js";
import { safeText } from "../messages/safe-text.js";

const TOLD = Symbol.for("langchain-opik.notices");

interface Told {
  [TOLD]?: Set<string>;
}

/** Says one line of each kind in a process, whichever copy of this package says it: a guest does not chatter. */
export function tellOnce(kind: string, message: string): void {
  const scope: typeof globalThis & Told = globalThis;
  const told = scope[TOLD] ?? new Set<string>();
  // A dump of the process shows them.
  const shownKind = safeText(kind);
  if (told.has(shownKind)) return;
  scope[TOLD] = told.add(shownKind);
  logWarning(message);
}
