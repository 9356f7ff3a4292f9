import { type Batch, withRecords } from "../queue/batch.js";
import type { BatchQueue } from "../queue/batch-queue.js";
import { cutRecord } from "../queue/cut-record.js";
import { type BatchLimits, requestsFor } from "../queue/record-queue.js";
import type { Disk } from "../spool/disk.js";
import { byServerWindow } from "../spool/server-window.js";
import type { DeliveryLedger } from "../stats/delivery-ledger.js";
import { BatchProgress } from "./batch-progress.js";
import type { SendBatch, SendResult } from "./batch-sender.js";
import type { StopCause } from "./delivery-outcome.js";
import type { InFlightBatch, PutOff } from "./in-flight-batch.js";
import type { InFlightBatches } from "./in-flight-batches.js";
import type { RefusalStreak } from "./refusal-streak.js";
import type { SendGate } from "./send-gate.js";

interface DispatcherParts {
  readonly send: SendBatch;
  readonly queue: BatchQueue;
  readonly held: InFlightBatches;
  readonly disk: Disk;
  readonly gate: SendGate;
  readonly ledger: DeliveryLedger;
  readonly streak: RefusalStreak;
  readonly limits: BatchLimits;
  /** Time of day in milliseconds. */
  readonly wallTimeMs: () => number;
}

/** Why no more of a parcel is sent. */
type End =
  | Exclude<SendResult, { kind: "accepted" | "split" }>
  /** Each part has had its answer, or too many requests went into it. */
  | { readonly kind: "done" }
  /** The server seems to refuse everything. Where that was not known before, the next parcel is still tried. */
  | { readonly kind: "refuses_all"; readonly wasKnown: boolean; readonly message: string };

/** How long nothing is sent after an answer that only a person can change. */
const STOP_MS: Readonly<Record<StopCause, number>> = { refused: 300_000, out_of_quota: 3_600_000 };
/** A record that is too large although it is this small is not made any smaller. */
const MIN_CUT_BYTES = 64_000;

/** Sends parcels and sees to what becomes of each, until it is settled. The same for new records and for those from disk. */
export class Dispatcher {
  readonly #parts: DispatcherParts;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** Resolves when a held parcel is settled, with the number of its records that need not be sent again. */
  async dispatch(parcel: InFlightBatch): Promise<number> {
    const requests = parcel.origin === "disk" ? this.#requestsFromDisk(parcel) : [parcel.batch];
    const progress = new BatchProgress(parcel.batch, requests, parcel.refusedMs, this.#parts.streak);
    while (!parcel.isSettled) {
      const end = await this.#sendParts(parcel, progress);
      await this.#buryBad(parcel, progress);
      await this.#settle(parcel, progress, end);
    }
    return progress.acceptedRecords + progress.deadLetters;
  }

  /** Ends a parcel on disk. After a failure it is still in memory. */
  async putOff(parcel: InFlightBatch, why?: string): Promise<PutOff> {
    const put = await parcel.putOff();
    if (put.kind === "written") this.wasPutOff(parcel, why);
    return put;
  }

  wasPutOff(parcel: InFlightBatch, why?: string): void {
    this.#letGo(parcel);
    this.#parts.ledger.putOff(parcel.origin, parcel.batch.records.length, why);
  }

  /** A file may hold more than a request, and records so old that one of them would fail the others. */
  #requestsFromDisk({ batch, refusedMs }: InFlightBatch): readonly Batch[] {
    const { limits, wallTimeMs } = this.#parts;
    const { inside, outside } = byServerWindow(rotated(batch.records, refusedMs ?? 0), wallTimeMs());
    return [inside, outside].flatMap((records) => requestsFor(withRecords(batch, records), limits));
  }

  async #sendParts(parcel: InFlightBatch, progress: BatchProgress): Promise<End> {
    const { ledger } = this.#parts;
    for (let part = progress.next(); part !== undefined; part = progress.next()) {
      const verdict = await this.#send(parcel, part.batch, progress);
      if (parcel.isSettled) break;
      if (verdict.kind === "accepted") {
        progress.accepted(part);
        ledger.answeredWell();
      } else if (verdict.kind === "split") {
        const wasKnown = this.#parts.streak.refusesAll && progress.refusal === undefined;
        progress.refused(part, verdict.message);
        ledger.failed("refused", verdict.message);
        // Where it has accepted a part of this very batch, it is the records.
        const refusesAll = this.#parts.streak.refusesAll && progress.acceptedRecords === 0;
        if (refusesAll) return { kind: "refuses_all", wasKnown, message: verdict.message };
      } else {
        progress.undecided(part);
        return verdict;
      }
    }
    return { kind: "done" };
  }

  /** A record that is too large alone is cut until the server takes it. */
  async #send(parcel: InFlightBatch, batch: Batch, progress: BatchProgress): Promise<SendResult> {
    progress.countRequest();
    const verdict = await this.#parts.send(parcel, batch);
    const cut = verdict.kind === "split" && verdict.cause === "too_large" ? cutBatch(batch) : undefined;
    return cut === undefined ? verdict : this.#send(parcel, cut, progress);
  }

  async #buryBad(parcel: InFlightBatch, progress: BatchProgress): Promise<void> {
    const { disk, ledger } = this.#parts;
    if (parcel.isSettled) return;
    for (const letter of progress.takeBad()) {
      const write = await disk.bury(letter);
      if (write.kind === "full") ledger.deadLettersFull();
      if (write.kind === "written") {
        progress.deadLetters += 1;
        ledger.reportDeadLetter(letter);
      } else progress.notBuried(letter);
    }
  }

  async #settle(parcel: InFlightBatch, progress: BatchProgress, end: End): Promise<void> {
    if (parcel.isSettled) return;
    const { left } = progress;
    if (left.records.length === 0) {
      await this.#finish(parcel, progress);
      return;
    }
    this.#noteFailure(end);
    const put = await parcel.putOff(left);
    if (put.kind === "written") {
      this.#letGo(parcel);
      this.#count(parcel, progress);
      this.#leftOnDisk(parcel, left.records.length, progress, end);
    } else if (put.kind === "failed" && end.kind !== "put_off") {
      await this.#finish(parcel, progress);
      this.#dropped(parcel, left.records.length, progress, end);
    }
  }

  async #finish(parcel: InFlightBatch, progress: BatchProgress): Promise<void> {
    await parcel.finish();
    this.#letGo(parcel);
    this.#count(parcel, progress);
  }

  #noteFailure(end: End): void {
    if (end.kind === "stop" || end.kind === "unreachable") this.#parts.ledger.failed(end.cause, end.message);
  }

  #count({ origin }: InFlightBatch, { acceptedRecords, deadLetters }: BatchProgress): void {
    this.#parts.ledger.delivered(origin, acceptedRecords);
    this.#parts.ledger.deadLettered(deadLetters);
  }

  #leftOnDisk({ origin }: InFlightBatch, records: number, { refusal }: BatchProgress, end: End): void {
    const { gate, ledger } = this.#parts;
    if (end.kind === "stop" || (end.kind === "refuses_all" && end.wasKnown)) {
      gate.stop(STOP_MS[end.kind === "stop" ? end.cause : "refused"]);
      ledger.stopped(end.message);
    }
    ledger.putOff(origin, records, "message" in end ? end.message : refusal);
  }

  #dropped({ batch }: InFlightBatch, records: number, { refusal = "" }: BatchProgress, end: End): void {
    const { ledger } = this.#parts;
    if (end.kind === "unreachable") ledger.unreachable(batch.kind, records, end.message);
    else if (end.kind === "abandoned") ledger.unreachable(batch.kind, records, "delivery was closed first");
    else ledger.refused(batch.kind, records, "message" in end ? end.message : refusal);
  }

  #letGo(parcel: InFlightBatch): void {
    const { held, queue, disk } = this.#parts;
    held.release(parcel);
    queue.settle(parcel.batch);
    disk.settled(parcel.batch.records);
  }
}

/** Begins elsewhere with each refusal, so that the same few bad records do not fail the good ones every time. */
function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** A batch of one record, with half of it; undefined when it holds more, or can't be made smaller. */
function cutBatch(batch: Batch): Batch | undefined {
  const [record] = batch.records;
  if (record === undefined || batch.records.length > 1 || batch.bytes <= MIN_CUT_BYTES) return undefined;
  const cut = cutRecord(record, batch.bytes >> 1);
  return cut && withRecords(batch, [cut]);
}
