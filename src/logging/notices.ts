import { sharedState } from "../runtime/shared-state.js";
import { logWarning } from "./log.js";
import { safeText } from "./safe-text.js";

const TOLD = Symbol.for("langchain-opik.notices");

/**
 * Says one line of each kind in a process, whichever copy of this package says it: a guest does not chatter. Never
 * throws, whatever the host has made of its console.
 */
export function tellOnce(kind: string, message: string): void {
  try {
    const told = sharedState(TOLD, isSet, () => new Set<unknown>());
    // A dump of the process shows them.
    const shownKind = safeText(kind);
    if (told.has(shownKind)) return;
    told.add(shownKind);
    logWarning(message);
  } catch {
    // There is nobody to tell it to.
  }
}

function isSet(value: unknown): value is Set<unknown> {
  return value instanceof Set;
}
