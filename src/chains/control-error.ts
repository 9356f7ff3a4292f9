import { tryOr } from "../records/json/guarded-read.js";

/**
 * Whether an error means something other than a failure: the caller stopped the run, or LangGraph left it on purpose.
 * Such an error must be passed on unchanged.
 */
export function isControlError(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true || tryOr(() => saysSo(error), false);
}

function saysSo(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  if ("is_bubble_up" in error && error.is_bubble_up === true) return true;
  return "name" in error && error.name === "AbortError";
}
