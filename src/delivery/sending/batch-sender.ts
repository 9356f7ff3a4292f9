import { type BackoffLimits, retryWaitMs } from "../../retry/retry-wait.js";
import type { BatchExporter, ExportResult, RetryCause } from "../batch-exporter.js";
import type { Clock } from "../clock.js";
import type { ExpectedRequests, InFlightRequests } from "../http/in-flight-requests.js";
import type { Batch } from "../queue/batch.js";
import type { SpoolGuard } from "../spool/spool-guard.js";
import type { Admission, CircuitBreaker } from "./circuit-breaker.js";
import type { InFlightBatch } from "./in-flight-batch.js";
import type { WakeableSleep } from "./wakeable-sleep.js";

type Later = Extract<ExportResult, { kind: "later" }>;

/** What to do with a batch after its attempts. */
export type SendResult =
  | Exclude<ExportResult, Later>
  /** Nothing may be sent for longer than records should wait in memory. */
  | { readonly kind: "spooled" }
  | { readonly kind: "unreachable"; readonly cause: RetryCause; readonly message: string }
  /** The delivery was closed, or something else became of the batch. */
  | { readonly kind: "abandoned" };

export interface BatchSenderParts {
  readonly exporter: BatchExporter;
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  readonly breaker: CircuitBreaker;
  readonly spool: SpoolGuard;
  readonly sleep: WakeableSleep;
  readonly backoff: BackoffLimits;
  /** Whether the delivery is closed for good. */
  readonly isClosed: () => boolean;
  readonly requests: InFlightRequests;
  /** How many failures in a row a batch may have, at this moment. */
  readonly attemptLimit: () => number;
  /** Milliseconds until a caller of `flush()` stops waiting; Infinity if there is none. */
  readonly flushEndsInMs: () => number;
  /** Called before a batch waits for another attempt. */
  readonly onRetry: (failures: number, failure: FailedTry) => void;
}

/** What was wrong with an attempt that is not the last. */
interface FailedTry {
  readonly cause: RetryCause;
  readonly message: string;
}

/** Clients that were told to come back in the same second are spread over this much more. */
const MAX_SPREAD_MS = 1_000;
/** A longer pause is not waited for in memory. */
const MAX_MEMORY_PAUSE_MS = 10_000;

const MAX_STORAGE_ATTEMPTS = 3;
/** No storage requires a smaller part of a file in one request, except the last. */
const UPLOADED_AT_ONCE = 5_000_000;

/** Sends all of a batch's records, or some. */
export type SendBatch = (inFlight: InFlightBatch, batch: Batch) => Promise<SendResult>;

/** Sends until the server has decided, or the attempts or the time are used up. Never rejects. */
export function createBatchSender(parts: BatchSenderParts): SendBatch {
  const { breaker, isClosed, sleep, requests } = parts;
  return async (inFlight, batch) => {
    await breaker.ready();
    for (let failures = 0; !isClosed() && !inFlight.isSettled; ) {
      const admission = breaker.admission();
      if (admission.kind !== "allowed") {
        if (leavesMemory(parts, inFlight, admission)) return { kind: "spooled" };
        await sleep.sleep(admission.forMs);
        continue;
      }
      const { abortions } = requests;
      const outcome = await breaker.send(() => attempt(parts, batch));
      if (outcome.kind !== "later") return outcome;
      const random = parts.random();
      if (requests.abortions > abortions) {
        await waitForRetry(parts, outcome, failures + 1, random);
        continue;
      }
      if (countsAsFailure(outcome)) failures += 1;
      const isLast =
        failures >= attemptLimit(parts, inFlight, outcome) || outlastsFlush(parts, outcome, failures, random);
      if (isLast) return { ...outcome, kind: "unreachable" };
      parts.onRetry(failures, outcome);
      await waitForRetry(parts, outcome, failures, random);
    }
    return { kind: "abandoned" };
  };
}

function leavesMemory(parts: BatchSenderParts, { origin }: InFlightBatch, admission: Admission): boolean {
  if (origin === "spool") return true;
  if (!parts.spool.isUsable) return false;
  const maxPauseMs = Math.min(MAX_MEMORY_PAUSE_MS, parts.flushEndsInMs());
  return admission.kind === "open" || (admission.kind === "delayed" && admission.forMs > maxPauseMs);
}

/**
 * What is on disk already is not tried again before everything else, and a file storage that fails must not delay what
 * goes to the server itself any longer than this.
 */
function attemptLimit(parts: BatchSenderParts, { origin }: InFlightBatch, { isElsewhere }: Later): number {
  if (origin === "spool") return 1;
  return isElsewhere === true ? Math.min(MAX_STORAGE_ATTEMPTS, parts.attemptLimit()) : parts.attemptLimit();
}

/** A server that names the wait works: only the queue's bounds limit how long its records may wait. */
function countsAsFailure({ cause, afterMs }: Later): boolean {
  return cause !== "rate_limited" || afterMs === undefined;
}

/** A caller that flushes may be about to end or to be frozen: then records are safer on disk than in memory. */
function outlastsFlush(parts: BatchSenderParts, { afterMs }: Later, failures: number, random: number): boolean {
  // A pause that the server asks for is different: everything waits for it.
  if (afterMs !== undefined || !parts.spool.isUsable) return false;
  return retryWaitMs(failures, parts.backoff, random) > parts.flushEndsInMs();
}

async function waitForRetry(
  parts: BatchSenderParts,
  { afterMs }: Later,
  failures: number,
  random: number,
): Promise<void> {
  const { isClosed, breaker } = parts;
  if (isClosed()) return;
  if (afterMs !== undefined) breaker.pause(afterMs + random * Math.min(afterMs, MAX_SPREAD_MS));
  // This failure may have been the one that opened the breaker.
  else if (breaker.admission().kind === "allowed")
    await parts.sleep.sleep(retryWaitMs(failures, parts.backoff, random));
}

/** An upload needs several requests, and more time the larger it is. */
function expected({ kind, bytes }: Batch): ExpectedRequests | undefined {
  return kind === "attachment" ? { count: 3 + Math.floor(bytes / UPLOADED_AT_ONCE), bytes } : undefined;
}

/** An exporter that breaks its promise not to reject must not end the host's process. */
async function attempt({ requests, exporter }: BatchSenderParts, batch: Batch): Promise<ExportResult> {
  try {
    return await requests.run((signal) => exporter.export(batch, signal), expected(batch));
  } catch (error) {
    return { kind: "later", cause: "network", message: error instanceof Error ? error.message : "unknown failure" };
  }
}
