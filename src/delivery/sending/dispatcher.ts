import type { StopCause } from "../batch-exporter.js";
import { type Batch, withRecords } from "../queue/batch.js";
import { type BatchLimits, requestsFor } from "../queue/batch-queue.js";
import { cutRecord } from "../queue/cut-record.js";
import { byServerWindow } from "../spool/server-window.js";
import type { SpoolGuard } from "../spool/spool-guard.js";
import type { DeliveryLedger } from "../stats/delivery-ledger.js";
import { BatchProgress, type Part, partsTogether } from "./batch-progress.js";
import type { SendBatch, SendResult } from "./batch-sender.js";
import type { CircuitBreaker } from "./circuit-breaker.js";
import type { InFlightBatch } from "./in-flight-batch.js";
import type { InFlightBatches } from "./in-flight-batches.js";
import type { RefusalStreak } from "./refusal-streak.js";

interface DispatcherParts {
  readonly send: SendBatch;
  readonly batches: InFlightBatches;
  readonly spool: SpoolGuard;
  readonly breaker: CircuitBreaker;
  readonly ledger: DeliveryLedger;
  readonly streak: RefusalStreak;
  readonly limits: BatchLimits;
  /** Time of day in milliseconds. */
  readonly wallTimeMs: () => number;
}

/** Why sending a batch stops. */
type End =
  | Exclude<SendResult, { kind: "accepted" | "split" }>
  /** Each part has had its answer, or too many requests went into it. */
  | { readonly kind: "done" }
  /** The server seems to refuse everything. Where that was not known before, the next batch is tried at once. */
  | { readonly kind: "refuses_all"; readonly wasKnown: boolean; readonly message: string };

/**
 * This many requests of a batch go to a server that seems to refuse everything: good records among bad ones are found.
 */
const MAX_DOUBTFUL_REQUESTS = 12;
/** How long nothing is sent after an answer that only a person can change. */
const STOP_MS: Readonly<Record<StopCause, number>> = { refused: 300_000, out_of_quota: 3_600_000 };
/** A record of this size that is still too large is not cut further. */
const MIN_CUT_BYTES = 64_000;

/**
 * Sends batches and handles the outcome of each, until it is settled. The same for new records and for those from disk.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** Resolves when the batch is settled, with the number of its records that need not be sent again. */
  async dispatch(inFlight: InFlightBatch): Promise<number> {
    const { batch, origin } = inFlight;
    const parts = origin === "spool" ? this.#partsFromDisk(inFlight) : [{ batch, refusedMs: undefined }];
    const progress = new BatchProgress(batch.kind, parts, this.#parts.streak);
    while (!inFlight.isSettled) {
      const end = await this.#sendParts(inFlight, progress);
      await this.#keepDeadLetters(inFlight, progress);
      await this.#settle(inFlight, progress, end);
    }
    return progress.acceptedRecords + progress.deadLetters;
  }

  /**
   * A file may hold more than a request, or far less, and records that are so old that one of them would fail the
   * others.
   */
  #partsFromDisk({ batch, files }: InFlightBatch): readonly Part[] {
    const { limits, wallTimeMs } = this.#parts;
    const parts = (records: Batch["records"], refusedMs: number | undefined) =>
      requestsFor(withRecords(batch, records), limits).map((request) => ({ batch: request, refusedMs }));
    const inside: Part[] = [];
    const outside: Part[] = [];
    for (const { records, refusedMs } of files) {
      const byWindow = byServerWindow(rotated(records, refusedMs ?? 0), wallTimeMs());
      inside.push(...parts(byWindow.inside, refusedMs));
      outside.push(...parts(byWindow.outside, refusedMs));
    }
    return [...(files.length > 1 ? partsTogether(inside) : inside), ...outside];
  }

  async #sendParts(inFlight: InFlightBatch, progress: BatchProgress): Promise<End> {
    const { ledger, streak } = this.#parts;
    const wasKnown = streak.refusesAll;
    for (let part = progress.next(); part !== undefined; part = progress.next()) {
      const result = await this.#send(inFlight, part.batch, progress);
      if (inFlight.isSettled) break;
      if (result.kind === "accepted") {
        progress.accepted(part);
        ledger.answeredWell();
        if (inFlight.origin === "memory") ledger.arrived(part.batch.records);
      } else if (result.kind === "split") {
        progress.refused(part, result.message);
        ledger.failed("refused", result.message);
        // If it has accepted a part of this very batch, the records are the cause.
        const refusesAll = streak.refusesAll && progress.acceptedRecords === 0;
        const wasTried = !wasKnown || !progress.hasParts || progress.requests >= MAX_DOUBTFUL_REQUESTS;
        if (refusesAll && wasTried) return { kind: "refuses_all", wasKnown, message: result.message };
      } else {
        progress.undecided(part);
        return result;
      }
    }
    return { kind: "done" };
  }

  /** A record that is too large alone is cut until the server accepts it. */
  async #send(inFlight: InFlightBatch, batch: Batch, progress: BatchProgress): Promise<SendResult> {
    progress.countRequest();
    const result = await this.#parts.send(inFlight, batch);
    const cut = result.kind === "split" && result.cause === "too_large" ? cutBatch(batch) : undefined;
    return cut === undefined ? result : this.#send(inFlight, cut, progress);
  }

  async #keepDeadLetters(inFlight: InFlightBatch, progress: BatchProgress): Promise<void> {
    const { spool, ledger } = this.#parts;
    if (inFlight.isSettled) return;
    for (const letter of progress.takeDeadLetters()) {
      const write = await spool.addDeadLetter(letter);
      if (write.kind === "full") ledger.deadLettersFull();
      if (write.kind === "written") {
        progress.deadLetters += 1;
        ledger.reportDeadLetter(letter);
      } else progress.notKept(letter);
    }
  }

  async #settle(inFlight: InFlightBatch, progress: BatchProgress, end: End): Promise<void> {
    if (inFlight.isSettled) return;
    const { left } = progress;
    if (left.records.length === 0) {
      await this.#finish(inFlight, progress);
      return;
    }
    this.#noteFailure(end);
    const write = await this.#parts.batches.spool(inFlight, left);
    if (write.kind === "written") {
      this.#count(inFlight, progress);
      this.#leftOnDisk(inFlight, left.records.length, progress, end);
    } else if (write.kind === "failed" && end.kind !== "spooled") {
      const finished = this.#finish(inFlight, progress);
      this.#dropped(inFlight, left.records.length, progress, end);
      await finished;
    }
  }

  async #finish(inFlight: InFlightBatch, progress: BatchProgress): Promise<void> {
    const finished = this.#parts.batches.finish(inFlight);
    // A batch from disk is among the waiting files until it is removed.
    if (inFlight.origin === "spool") await finished;
    this.#count(inFlight, progress);
    await finished;
  }

  #noteFailure(end: End): void {
    if (end.kind === "stop" || end.kind === "unreachable") this.#parts.ledger.failed(end.cause, end.message);
  }

  #count({ origin }: InFlightBatch, { acceptedRecords, deadLetters }: BatchProgress): void {
    this.#parts.ledger.delivered(origin, acceptedRecords);
    this.#parts.ledger.deadLettered(deadLetters);
  }

  #leftOnDisk({ origin }: InFlightBatch, records: number, { refusal }: BatchProgress, end: End): void {
    const { breaker, ledger, streak } = this.#parts;
    if (end.kind === "stop" || (end.kind === "refuses_all" && end.wasKnown)) {
      breaker.holdOpen(end.kind === "stop" ? STOP_MS[end.cause] : streak.nextPauseMs());
      ledger.stopped(end.message);
    }
    ledger.spooled(origin, records, "message" in end ? end.message : refusal);
  }

  #dropped({ batch }: InFlightBatch, records: number, { refusal = "" }: BatchProgress, end: End): void {
    const { ledger } = this.#parts;
    if (end.kind === "unreachable") ledger.unreachable(batch.kind, records, end.message);
    else if (end.kind === "abandoned") ledger.unreachable(batch.kind, records, "delivery was closed first");
    else ledger.refused(batch.kind, records, "message" in end ? end.message : refusal);
  }
}

/** Begins elsewhere with each refusal, so that the same few bad records do not fail the good ones every time. */
function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** A batch of one record, with half of its size; undefined if it holds more, or can't be made smaller. */
function cutBatch(batch: Batch): Batch | undefined {
  const [record] = batch.records;
  if (record === undefined || batch.records.length > 1 || batch.bytes <= MIN_CUT_BYTES) return undefined;
  const cut = cutRecord(record, batch.bytes >> 1);
  return cut && withRecords(batch, [cut]);
}
