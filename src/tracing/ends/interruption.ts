import type { RunError } from "../run/run-event.js";

/** The failure of a run that was open when its process ended, and what ended it, such as a signal's name. */
export function interruption(endedBy: string): RunError {
  const type = "Interrupted";
  const message = `The process was ended by ${endedBy} while this run was open.`;
  const info = { exception_type: type, message, traceback: `${type}: ${message}` };
  return { info, status: undefined, thrown: [], sumsUp: [], aborted: false };
}
