import type { DeliveryProblem, DeliveryProblemKind } from "./delivery-problem.js";
import { withoutSecret } from "./without-secret.js";

interface ProblemReportOptions {
  /** Removed from every message: a server may repeat in its answer what it was sent. */
  readonly secret: string | undefined;
  readonly onProblem: ((problem: DeliveryProblem) => void) | undefined;
}

export type ProblemReport = (kind: DeliveryProblemKind, message: string) => void;

/** Passes on the first problem of each kind and keeps quiet about the others. */
export function createProblemReport({ secret, onProblem }: ProblemReportOptions): ProblemReport {
  const told = new Set<DeliveryProblemKind>();
  return (kind, message) => {
    if (onProblem === undefined || told.has(kind)) return;
    told.add(kind);
    try {
      onProblem({ kind, message: withoutSecret(message, secret) });
    } catch {
      // A logger that fails must not stop the sending.
    }
  };
}
