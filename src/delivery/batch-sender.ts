import { type BackoffLimits, retryWaitMs } from "../resilience/retry-wait.js";
import { type Batch, batchRequest } from "./batch.js";
import { classifyAnswer } from "./classify-answer.js";
import type { Clock } from "./clock.js";
import type { DeliveryOutcome, RetryCause } from "./delivery-outcome.js";
import type { HttpAnswer, Transport } from "./http-transport.js";
import type { RequestCuts } from "./request-cuts.js";
import type { SendingPause } from "./sending-pause.js";
import type { WakeableSleep } from "./wakeable-sleep.js";

/** How a batch ended. */
export type BatchFate =
  | { readonly kind: "delivered" }
  | { readonly kind: "refused"; readonly status: number; readonly message: string }
  | { readonly kind: "unreachable"; readonly cause: RetryCause; readonly message: string }
  /** The delivery was closed first. */
  | { readonly kind: "abandoned" };

export interface BatchSenderParts {
  readonly transport: Transport;
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  readonly pause: SendingPause;
  readonly sleep: WakeableSleep;
  readonly backoff: BackoffLimits;
  /** Aborted when the delivery is closed for good. */
  readonly closing: AbortSignal;
  readonly cuts: RequestCuts;
  /** How many failures in a row a batch may have, at this moment. */
  readonly attemptLimit: () => number;
  /** Called before a batch waits for another try. */
  readonly onRetry: (failures: number, failure: FailedTry) => void;
}

/** What was wrong with a try that is not the last. */
export interface FailedTry {
  readonly cause: RetryCause;
  readonly message: string;
}

/** Clients that were told the same second to come back at are spread over this much more. */
const MAX_SPREAD_MS = 1_000;

export type SendBatch = (batch: Batch) => Promise<BatchFate>;

/** Sends one batch until it is taken, refused, or out of tries. Never rejects. */
export function createBatchSender(parts: BatchSenderParts): SendBatch {
  return async (batch) => {
    for (let failures = 0; ; ) {
      await parts.pause.over(parts.closing);
      if (parts.closing.aborted) return { kind: "abandoned" };
      const outcome = await attempt(parts, batch);
      if (outcome.kind === "accepted") return { kind: "delivered" };
      if (outcome.kind === "refused") return outcome;
      if (countsAsFailure(outcome)) failures += 1;
      if (failures >= parts.attemptLimit()) return { ...outcome, kind: "unreachable" };
      parts.onRetry(failures, outcome);
      await waitForRetry(parts, outcome, failures);
    }
  };
}

type Retry = Extract<DeliveryOutcome, { kind: "retry" }>;

/** A server that names the wait is well: only the queue's bounds limit how long its records may wait. */
function countsAsFailure({ cause, afterMs }: Retry): boolean {
  return cause !== "rate_limited" || afterMs === undefined;
}

async function waitForRetry(parts: BatchSenderParts, { afterMs }: Retry, failures: number): Promise<void> {
  if (parts.closing.aborted) return;
  const random = parts.random();
  if (afterMs !== undefined) parts.pause.hold(afterMs + random * Math.min(afterMs, MAX_SPREAD_MS));
  else await parts.sleep.sleep(retryWaitMs(failures, parts.backoff, random));
}

async function attempt(parts: BatchSenderParts, batch: Batch): Promise<DeliveryOutcome> {
  const { path, body } = batchRequest(batch);
  const answer = await postSafely(parts, path, body);
  return classifyAnswer(answer, parts.clock.wallTimeMs());
}

/** A transport that breaks its promise not to reject must not end the host's process. */
async function postSafely(parts: BatchSenderParts, path: string, body: string): Promise<HttpAnswer> {
  try {
    return await parts.cuts.during((signal) => parts.transport.post(path, body, signal));
  } catch (error) {
    return { kind: "failed", cause: "network", message: error instanceof Error ? error.message : "unknown failure" };
  }
}
