import type { CallbackManagerForChainRun } from "@langchain/core/callbacks/manager";
import { CANDIDATE_SKIPPED, type CandidateSkipped } from "../handlers/hooks/candidate-skipped.js";

/** Says on the run of the wrapper, as an event of it, that a candidate was not asked. */
export async function candidateSkipped(
  run: CallbackManagerForChainRun | undefined,
  candidate: string,
  number: number,
): Promise<void> {
  const event: CandidateSkipped = { candidate, number, reason: "its circuit breaker is open" };
  await run?.handleCustomEvent(CANDIDATE_SKIPPED, event);
}
