import type { Opik } from "opik";
import { systemClock } from "../runtime/system-clock.js";
import { failedStatus } from "./failure-reason.js";

type ScoreBatch = Parameters<Opik["api"]["traces"]["scoreBatchOfTraces"]>[0];

const RETRY_WAITS_MS = [1_000, 2_000];

/**
 * Sends scores, again after faults that may pass. The SDK's own tries are not used: each waits a minute for an answer,
 * and as long as a server asks for in between.
 */
export async function sendScores(client: Opik, batch: ScoreBatch, timeoutMs: number): Promise<void> {
  const send = () =>
    client.api.traces.scoreBatchOfTraces(batch, { timeoutInSeconds: timeoutMs / 1_000, maxRetries: 0 });
  for (const waitMs of RETRY_WAITS_MS) {
    try {
      await send();
      return;
    } catch (error) {
      if (!mayPass(failedStatus(error))) throw error;
    }
    await new Promise<void>((resolve) => {
      systemClock.after(waitMs, resolve, { keepsProcess: true });
    });
  }
  await send();
}

// Without a status there was no answer.
function mayPass(status: number | undefined): boolean {
  return status === undefined || status === 408 || status === 429 || status >= 500;
}
