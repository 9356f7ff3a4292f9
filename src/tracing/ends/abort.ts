import type { Run } from "../run/run.js";
import type { RunError } from "../run/run-event.js";

/**
 * The failure of a run whose signal has fired. The signal's reason says more than the error that a model's client
 * throws then. A time limit that ran out is a failure of its own; only a request to stop is not.
 */
export function abortError(signal: AbortSignal, thrown?: unknown): RunError {
  const reason: unknown = signal.reason;
  const timeout = reason instanceof Error && reason.name.endsWith("TimeoutError") ? reason.name : undefined;
  const aborted = timeout === undefined;
  const type = timeout ?? "AbortError";
  const message = reasonText(reason) || "The caller aborted the run.";
  const traceback = (reason instanceof Error && reason.stack) || `${type}: ${message}`;
  const info = { exception_type: type, message, traceback };
  return { info, status: undefined, thrown: [thrown, reason], sumsUp: [], aborted };
}

function reasonText(reason: unknown): string {
  if (reason instanceof Error) return reason.message;
  return typeof reason === "string" ? reason : "";
}

/** Why a run was stopped, where a sibling's failure explains it. */
export function abortReason(run: Run): string | undefined {
  if (run.state.phase !== "ended" || run.state.end.status !== "failed" || !run.state.end.error.aborted)
    return undefined;
  const culprit = run.parent?.children?.failed[0];
  if (culprit?.state.phase !== "ended" || culprit.state.end.status !== "failed") return undefined;
  // A batch that returns its errors goes on with the next step.
  if (culprit.state.endMicros > run.state.endMicros) return undefined;
  const { exception_type: type, message } = culprit.state.end.error.info;
  return `Stopped because its sibling "${culprit.start.name}" failed: ${type}: ${message ?? "no message"}`;
}
