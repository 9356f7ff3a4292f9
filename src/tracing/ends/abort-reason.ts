import type { Run } from "../run/run.js";

/** Why a run was told to stop, where a sibling's failure explains it. */
export function abortReason(run: Run): string | undefined {
  if (run.state.phase !== "ended" || run.state.end.status !== "failed" || !run.state.end.error.aborted)
    return undefined;
  const culprit = run.parent?.failedChildren[0];
  if (culprit?.state.phase !== "ended" || culprit.state.end.status !== "failed") return undefined;
  const { exception_type: type, message } = culprit.state.end.error.info;
  return `Stopped because its sibling "${culprit.start.name}" failed: ${type}: ${message ?? "no message"}`;
}
