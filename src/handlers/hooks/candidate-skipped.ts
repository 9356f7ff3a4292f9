import { isJsonObject } from "../../records/json/json-object.js";

/** The event by which `withOpikFallbacks` tells that it passed over a candidate whose circuit breaker is open. */
export const CANDIDATE_SKIPPED = "candidate_skipped";

export interface CandidateSkipped {
  readonly candidate: string;
  /** Its place among the candidates; 1 = the primary. */
  readonly number: number;
  readonly reason: string;
}

/** The candidate that an event says was passed over. Undefined: it says something else. */
export function skippedCandidate(
  eventName: string,
  data: unknown,
): Pick<CandidateSkipped, "candidate" | "number"> | undefined {
  if (eventName !== CANDIDATE_SKIPPED || !isJsonObject(data)) return undefined;
  const { candidate, number } = data;
  return typeof candidate === "string" && typeof number === "number" ? { candidate, number } : undefined;
}
