import type { RunError } from "./run-event.js";

/**
 * The failure of a run whose signal has fired. Its reason says more than what a model's client throws then. A time
 * limit that ran out is a failure of its own; only a request to stop is none.
 */
export function abortError(signal: AbortSignal, thrown?: unknown): RunError {
  const reason: unknown = signal.reason;
  const aborted = !(reason instanceof Error && reason.name === "TimeoutError");
  const type = aborted ? "AbortError" : "TimeoutError";
  const message = reasonText(reason) || "The caller aborted the run.";
  const traceback = (reason instanceof Error && reason.stack) || `${type}: ${message}`;
  return { info: { exception_type: type, message, traceback }, status: undefined, thrown: [thrown, reason], aborted };
}

function reasonText(reason: unknown): string {
  if (reason instanceof Error) return reason.message;
  return typeof reason === "string" ? reason : "";
}
