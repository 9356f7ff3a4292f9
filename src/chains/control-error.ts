import { tryOr } from "../records/json/guarded-read.js";

/**
 * Whether an error says something else than "this did not work": the caller stopped the run, or LangGraph left it on
 * purpose. Such an error must go on as it is.
 */
export function isControlError(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true || tryOr(() => saysSo(error), false);
}

function saysSo(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  if ("is_bubble_up" in error && error.is_bubble_up === true) return true;
  return "name" in error && error.name === "AbortError";
}
