import { safeText } from "../../logging/safe-text.js";
import type { DeliveryProblem, DeliveryProblemKind } from "./delivery-problem.js";

export type ProblemReport = (kind: DeliveryProblemKind, message: string) => void;

/** Passes on the first problem of each kind and keeps quiet about the others. */
export function createProblemReport(onProblem: ((problem: DeliveryProblem) => void) | undefined): ProblemReport {
  const reported = new Set<DeliveryProblemKind>();
  return (kind, message) => {
    if (onProblem === undefined || reported.has(kind)) return;
    reported.add(kind);
    try {
      onProblem({ kind, message: safeText(message) });
    } catch {
      // A logger that fails must not stop the sending.
    }
  };
}
