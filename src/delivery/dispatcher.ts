import { type Batch, halves, withRecords } from "./batch.js";
import type { BatchQueue } from "./batch-queue.js";
import { cutRecord } from "./cut-record.js";
import type { DeliveryLedger } from "./delivery-ledger.js";
import type { DeliveryOutcome, StopCause } from "./delivery-outcome.js";
import type { Disk } from "./disk.js";
import type { HeldParcels } from "./held-parcels.js";
import type { Parcel, PutOff } from "./parcel.js";
import type { SendParcel, Verdict } from "./parcel-sender.js";
import type { RefusalStreak } from "./refusal-streak.js";
import type { SendGate } from "./send-gate.js";

type Split = Extract<DeliveryOutcome, { kind: "split" }>;

interface DispatcherParts {
  readonly send: SendParcel;
  readonly queue: BatchQueue;
  readonly held: HeldParcels;
  readonly disk: Disk;
  readonly gate: SendGate;
  readonly ledger: DeliveryLedger;
  readonly streak: RefusalStreak;
}

/** How long nothing is sent after an answer that only a person can change. */
const STOP_MS: Readonly<Record<StopCause, number>> = { refused: 300_000, out_of_quota: 3_600_000 };
/** A batch is not taken apart further with more requests than this at a time. */
const MAX_REQUESTS = 100;
/** A record that is too large although it is this small is not made any smaller. */
const MIN_CUT_BYTES = 64_000;

/** Requests that may still be spent on the parts of one batch. */
interface Effort {
  requests: number;
}

/** Sends parcels and sees to what becomes of each, until it is settled. */
export class Dispatcher {
  readonly #parts: DispatcherParts;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** Resolves when a held parcel, or every part of it, is settled. */
  async dispatch(parcel: Parcel, effort: Effort = { requests: MAX_REQUESTS }): Promise<void> {
    while (!parcel.isSettled) {
      effort.requests -= 1;
      await this.#follow(parcel, await this.#parts.send(parcel), effort);
    }
  }

  /** Ends a parcel on disk. After a failure it is still in memory. */
  async putOff(parcel: Parcel, why?: string): Promise<PutOff> {
    const put = await parcel.putOff();
    if (put.kind === "written") this.wasPutOff(parcel, why);
    return put;
  }

  wasPutOff(parcel: Parcel, why?: string): void {
    this.#letGo(parcel);
    this.#parts.ledger.putOff(parcel, why);
  }

  async #follow(parcel: Parcel, verdict: Verdict, effort: Effort): Promise<void> {
    if (parcel.isSettled) return;
    switch (verdict.kind) {
      case "accepted":
        return this.#accepted(parcel);
      case "put_off":
        await this.putOff(parcel);
        return;
      case "abandoned":
        return this.#keepOrDrop(parcel, "unreachable", "delivery was closed first");
      case "unreachable":
        this.#parts.ledger.failed(verdict.cause, verdict.message);
        return this.#keepOrDrop(parcel, "unreachable", verdict.message);
      case "stop":
        return this.#stopped(parcel, verdict.cause, verdict.message);
      case "split":
        this.#parts.ledger.failed("refused", verdict.message);
        return this.#split(parcel, verdict, effort);
    }
  }

  async #accepted(parcel: Parcel): Promise<void> {
    this.#parts.streak.taken();
    await parcel.finish();
    this.#letGo(parcel);
    this.#parts.ledger.delivered(parcel);
  }

  async #stopped(parcel: Parcel, cause: StopCause, message: string): Promise<void> {
    const { gate, ledger } = this.#parts;
    ledger.failed(cause, message);
    const put = await parcel.putOff();
    if (put.kind === "written") {
      gate.stop(STOP_MS[cause]);
      ledger.stopped(message);
      this.wasPutOff(parcel);
    } else if (put.kind === "failed") {
      await this.#drop(parcel, () => {
        ledger.refused(parcel.batch, message);
      });
    }
  }

  async #split(parcel: Parcel, { cause, message }: Split, effort: Effort): Promise<void> {
    const { batch } = parcel;
    const [record] = batch.records;
    if (record === undefined || batch.records.length > 1) return this.#divide(parcel, message, effort);
    const cut = cause === "too_large" && batch.bytes > MIN_CUT_BYTES ? cutRecord(record, batch.bytes >> 1) : undefined;
    if (cut !== undefined) {
      this.#parts.disk.writeDown(cut);
      await this.#replace(parcel, [withRecords(batch, [cut])], effort);
      this.#parts.disk.settled([record]);
      return;
    }
    if (this.#parts.streak.singleRefused()) return this.#stopped(parcel, "refused", message);
    const write = await this.#parts.disk.bury(record, message);
    await this.#drop(parcel, () => {
      this.#parts.ledger.refused(batch, message, write);
    });
  }

  async #divide(parcel: Parcel, message: string, effort: Effort): Promise<void> {
    if (effort.requests > 0) return this.#replace(parcel, halves(parcel.batch), effort);
    return this.#keepOrDrop(parcel, "refused", message);
  }

  async #replace(parcel: Parcel, batches: readonly Batch[], effort: Effort): Promise<void> {
    const { held, queue } = this.#parts;
    const parts = await parcel.partsFor(batches);
    // Nothing may come between the two lines: a process that ends keeps what is held.
    if (parcel.isSettled) {
      await Promise.all(parts.map((part) => part.finish()));
      return;
    }
    for (const part of parts) held.hold(part);
    held.letGo(parcel);
    queue.exchange(parcel.batch, batches);
    await parcel.finish();
    for (const part of parts) await this.dispatch(part, effort);
  }

  async #keepOrDrop(parcel: Parcel, fate: "unreachable" | "refused", message: string): Promise<void> {
    const put = await this.putOff(parcel, message);
    if (put.kind !== "failed") return;
    await this.#drop(parcel, () => {
      this.#parts.ledger[fate](parcel.batch, message);
    });
  }

  async #drop(parcel: Parcel, count: () => void): Promise<void> {
    if (parcel.isSettled) return;
    await parcel.finish();
    this.#letGo(parcel);
    count();
  }

  #letGo(parcel: Parcel): void {
    const { held, queue, disk } = this.#parts;
    held.letGo(parcel);
    queue.settle(parcel.batch);
    disk.settled(parcel.batch.records);
  }
}
