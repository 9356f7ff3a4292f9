import { isJsonObject } from "../../records/json/json-object.js";

/** The event by which `withOpikFallbacks` reports that it skipped a candidate whose circuit breaker is open. */
export const CANDIDATE_SKIPPED = "candidate_skipped";

export interface CandidateSkipped {
  readonly candidate: string;
  /** Its position among the candidates; 1 = the primary. */
  readonly number: number;
  readonly reason: string;
}

/** The candidate that an event reports as skipped. Undefined if it is another event. */
export function skippedCandidate(
  eventName: string,
  data: unknown,
): Pick<CandidateSkipped, "candidate" | "number"> | undefined {
  if (eventName !== CANDIDATE_SKIPPED || !isJsonObject(data)) return undefined;
  const { candidate, number } = data;
  return typeof candidate === "string" && typeof number === "number" ? { candidate, number } : undefined;
}
