import type { CallbackManagerForChainRun } from "@langchain/core/callbacks/manager";

/** Says on the run of the wrapper, as an event of it, that a candidate was not asked. */
export async function candidateSkipped(
  run: CallbackManagerForChainRun | undefined,
  candidate: string,
  number: number,
): Promise<void> {
  await run?.handleCustomEvent("candidate_skipped", { candidate, number, reason: "its circuit breaker is open" });
}
