import type { SerializedRecord } from "../../records/record-sink.js";
import { outsideRequests } from "../../runtime/outside-requests.js";
import type { BatchQueue } from "../queue/batch-queue.js";
import type { MemoryUse } from "../queue/memory-use.js";
import type { SpoolGuard } from "../spool/spool-guard.js";
import type { DeliveryLedger } from "../stats/delivery-ledger.js";
import type { Dispatcher } from "./dispatcher.js";
import type { InFlightBatch } from "./in-flight-batch.js";
import type { InFlightBatches } from "./in-flight-batches.js";

interface BatchSchedulerParts {
  readonly queue: BatchQueue;
  readonly memory: MemoryUse;
  readonly batches: InFlightBatches;
  readonly spool: SpoolGuard;
  readonly dispatcher: Dispatcher;
  readonly ledger: DeliveryLedger;
  /** Batches being sent at once. */
  readonly concurrency: number;
  /** Whether somebody waits for the records to arrive. */
  readonly isFlushing: () => boolean;
  /** Called when a batch is settled. */
  readonly onSettled: () => void;
}

/**
 * Batches that wait for their turn; they soon have copies on disk. Records that are not taken yet can still share a
 * request.
 */
const MAX_WAITING_BATCHES = 32;
/** Above this, what can't be sent immediately goes to disk, so that the queue is never full. */
const PRESSING_FULLNESS = 0.75;

/** Why records went to disk, if nothing is wrong with the server. */
const TOO_FAST = "they come faster than it accepts them";

/** The outcome of the records in memory when the process ended. */
export interface KeptRecords {
  /** Safe on disk, and not counted yet. */
  readonly batches: readonly KeptBatch[];
  /** Still in memory only: there is no disk, or it failed. */
  readonly left: readonly SerializedRecord[];
}

interface KeptBatch {
  /** Of its files. */
  readonly ids: readonly string[];
  readonly records: readonly SerializedRecord[];
}

/** Decides which batch is sent when, and which goes to disk instead. */
export class BatchScheduler {
  readonly #parts: BatchSchedulerParts;
  /** Records up to this one go out even in a batch that is not full. */
  #dueSequence = 0;

  constructor(parts: BatchSchedulerParts) {
    this.#parts = parts;
  }

  /** Whether more could be sent than there is. */
  get hasRoom(): boolean {
    const { batches, concurrency } = this.#parts;
    return batches.waiting === 0 && batches.sending < concurrency;
  }

  /** From now on, everything that has arrived until now is due. */
  makeDue(): void {
    this.#dueSequence = this.#parts.queue.lastSequence;
  }

  /** Sends what is ready, as far as concurrency allows. */
  sendReady(): void {
    const { concurrency, spool, memory, batches, isFlushing } = this.#parts;
    while (batches.sending < concurrency) {
      const inFlight = batches.beginSending(this.#dueSequence, concurrency);
      // Attachments may still be left waiting: they may not use all requests.
      if (inFlight === undefined) break;
      void outsideRequests(() => this.#dispatch(inFlight));
    }
    if (!spool.isUsable) return;
    while (batches.waiting < MAX_WAITING_BATCHES && batches.lineUp(this.#dueSequence));
    if (memory.fullness < PRESSING_FULLNESS || isFlushing()) return;
    const newest = batches.takeNewest();
    if (newest !== undefined) void outsideRequests(() => this.#spill(newest));
  }

  /** Puts the newest batch that is not being sent on disk at once. False if there is none, or the disk fails. */
  makeRoomNow(): boolean {
    const { batches } = this.#parts;
    if (batches.waiting === 0) batches.lineUp(Number.POSITIVE_INFINITY);
    const newest = batches.takeNewest();
    if (newest === undefined) return false;
    const isWritten = batches.spoolNow(newest).kind === "written";
    if (isWritten) this.#parts.ledger.spooled("memory", newest.batch.records.length, TOO_FAST);
    else batches.putBack(newest);
    return isWritten;
  }

  /**
   * Writes a record that there is no room for to disk while the program goes on. False if memory has no room for it
   * until then, and if it must be on disk at once.
   */
  keepSoon(record: SerializedRecord): boolean {
    const { batches, spool } = this.#parts;
    const inFlight = spool.isDurable ? undefined : batches.addBeyondQueue(record);
    if (inFlight !== undefined) void outsideRequests(() => this.#spill(inFlight));
    return inFlight !== undefined;
  }

  /** Puts a record that there is no room for on disk. False if that fails. */
  keepNow(record: SerializedRecord): boolean {
    const { spool, ledger } = this.#parts;
    if (!spool.isUsable || spool.keepNow({ kind: record.kind, records: [record] }).kind === "failed") return false;
    ledger.spooled("memory", 1, TOO_FAST);
    return true;
  }

  /** Puts everything on disk at once, for a process that is ending, without counting it. */
  keepAllNow(): KeptRecords {
    const { batches } = this.#parts;
    while (batches.lineUp(Number.POSITIVE_INFINITY));
    const kept = { batches: [] as KeptBatch[], left: [] as SerializedRecord[] };
    for (const inFlight of batches.all) {
      const write = batches.spoolNow(inFlight);
      const { records } = inFlight.batch;
      if (inFlight.origin === "spool") continue;
      if (write.kind === "written") kept.batches.push({ ids: write.ids, records });
      if (write.kind === "failed") kept.left.push(...records);
    }
    return kept;
  }

  /** Settles whatever is in memory: its process is gone, and the outcome has been counted. */
  finishAll(): void {
    const { batches } = this.#parts;
    for (const inFlight of batches.all) void batches.finish(inFlight);
  }

  async #dispatch(inFlight: InFlightBatch): Promise<void> {
    const { dispatcher, batches, onSettled } = this.#parts;
    // A fault of ours must not end the host's process: the batch stays in memory, and goes to disk when that ends.
    await dispatcher.dispatch(inFlight).catch(() => undefined);
    batches.endSending(inFlight);
    onSettled();
  }

  async #spill(inFlight: InFlightBatch): Promise<void> {
    const { batches, ledger, onSettled } = this.#parts;
    const write = await batches.spool(inFlight).catch(() => undefined);
    if (write?.kind === "written") ledger.spooled("memory", inFlight.batch.records.length, TOO_FAST);
    if (!inFlight.isSettled) batches.putBack(inFlight);
    onSettled();
  }
}
