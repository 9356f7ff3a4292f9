import { sharedState } from "../runtime/shared-state.js";
import { logDetail, logWarning } from "./log.js";
import { safeText } from "./safe-text.js";

const REPORTED = Symbol.for("langchain-opik.notices");

/**
 * Logs the first message of each kind in this process, whichever copy of this package it comes from. Never throws, even
 * where the host has replaced its console.
 */
export function warnOnce(kind: string, message: string): void {
  once(kind, () => {
    logWarning(message);
  });
}

/** The same for a message that is not about a problem: one line on the standard error output. */
export function noteOnce(kind: string, message: string): void {
  once(kind, () => {
    logDetail(message);
  });
}

function once(kind: string, log: () => void): void {
  try {
    const reported = sharedState(REPORTED, isSet, () => new Set<unknown>());
    // A dump of the global object shows the kinds, so secrets in them are masked.
    const shownKind = safeText(kind);
    if (reported.has(shownKind)) return;
    reported.add(shownKind);
    log();
  } catch {
    // What can't be logged is dropped.
  }
}

function isSet(value: unknown): value is Set<unknown> {
  return value instanceof Set;
}
