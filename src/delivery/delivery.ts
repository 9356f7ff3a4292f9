import type { DeliveryHealth } from "../records/delivery-health.js";
import type { SerializedRecord } from "../records/record-sink.js";
import type { BatchExporter } from "./batch-exporter.js";
import type { Clock } from "./clock.js";
import { createDeliveryEngine, type DeliveryEngine, type DeliveryParts } from "./delivery-engine.js";
import type { DeliverySettings } from "./delivery-settings.js";
import { ProcessEnd } from "./process/process-end.js";
import type { Offer } from "./queue/batch-queue.js";
import { cutRecord } from "./queue/cut-record.js";
import { type RecordSize, sizeOf } from "./queue/record-size.js";
import { FlushWaits } from "./sending/flush-waits.js";
import type { ReplayRun } from "./sending/replay.js";
import { SendTimers } from "./sending/send-timers.js";
import type { DeliveryTotals } from "./stats/delivery-totals.js";

/**
 * Gets records to one destination: queue, batches, retries, disk, totals. Nothing happens before the first record, and
 * only a drain in progress keeps the host's process alive.
 */
export class Delivery {
  readonly processEnd: ProcessEnd;
  readonly #settings: DeliverySettings;
  readonly #exporter: BatchExporter;
  readonly #engine: DeliveryEngine;
  readonly #flushWaits: FlushWaits;
  readonly #timers: SendTimers;
  readonly #onFirstRecord: (() => void) | undefined;
  #accepting = true;

  constructor(parts: DeliveryParts) {
    this.#settings = parts.settings;
    this.#exporter = parts.exporter;
    this.#onFirstRecord = parts.onFirstRecord;
    this.#flushWaits = new FlushWaits(parts.clock);
    this.#timers = this.#createTimers(parts.clock);
    this.#engine = createDeliveryEngine({
      ...parts,
      isClosed: () => this.processEnd.isClosed,
      attemptLimit: () => this.processEnd.attemptLimit,
      isFlushing: () => this.#flushWaits.isWaitedFor,
      flushEndsInMs: () => this.#flushWaits.endsInMs,
      onSettled: () => {
        this.#sendReady();
        this.#flushWaits.settledBefore(this.#engine.batches.firstUnsettled);
      },
    });
    this.processEnd = new ProcessEnd({
      ...parts,
      engine: this.#engine,
      drain: (timeoutMs) => this.drain(timeoutMs),
      onSettled: () => {
        this.#flushWaits.settledBefore(this.#engine.batches.firstUnsettled);
      },
    });
  }

  /** Records in memory: waiting, being sent, or between two attempts. */
  get waitingRecords(): number {
    return this.#engine.memory.records;
  }

  totals(): DeliveryTotals {
    return this.#engine.ledger.totals();
  }

  health(): DeliveryHealth {
    const { ledger, memory, breaker, spool } = this.#engine;
    return {
      ...ledger.health(),
      queue: { records: memory.records, bytes: memory.bytes },
      breaker: breaker.state,
      ...(spool.contents !== undefined && { spool: spool.contents }),
      ...(!this.#accepting && { state: "closed" }),
    };
  }

  /** Accepts a record, or counts it as dropped. Sends nothing itself: it only sets timers. */
  accept(record: SerializedRecord): void {
    const { ledger, scheduler } = this.#engine;
    if (this.processEnd.isOver && scheduler.keepNow(record)) return;
    const offer = this.#accepting ? this.#offer(record) : "closed";
    if (offer === "queued") this.#arrived(record);
    else if (offer !== "queue_full" || !scheduler.keepNow(record)) ledger.notAccepted(offer);
  }

  /** A record arrived for a handler that is closed; the handler counts that itself. */
  cameLate(): void {
    this.#engine.ledger.cameLate();
  }

  /** Sends what has arrived until now, without waiting for more to send with it. */
  sendNow(): void {
    this.#engine.scheduler.makeDue();
    this.#sendReady();
  }

  /** Resolves when all that came before is settled, or after `timeoutMs`. Keeps the process alive until then. */
  async drain(timeoutMs: number): Promise<void> {
    const { queue, batches } = this.#engine;
    const { lastSequence } = queue;
    if (batches.firstUnsettled > lastSequence) return;
    const settled = this.#flushWaits.until(lastSequence, timeoutMs);
    this.sendNow();
    await settled;
  }

  /** Sends what waits on disk, without a pause between batches. */
  async replay(run?: ReplayRun): Promise<void> {
    await this.#engine.replay.sendWaiting(run);
  }

  /**
   * Drains, then puts what is left on disk, or drops it as unreachable, and releases the connections. May be called
   * again.
   */
  async close(timeoutMs: number): Promise<void> {
    this.#accepting = false;
    await this.drain(timeoutMs);
    const replayed = this.processEnd.abandon();
    // Settles what is left at once: the sender abandons every batch now.
    await this.drain(timeoutMs);
    await replayed;
    await this.#exporter.close();
  }

  #offer(record: SerializedRecord): Offer {
    const { queue, scheduler, spool } = this.#engine;
    const offer = queue.offer(record);
    if (offer === "queued") spool.appendToJournal(record);
    if (offer === "record_too_large") {
      const cut = cutRecord(record, largestBytes(sizeOf(record), this.#settings.maxRecordBytes));
      return cut === undefined ? offer : this.#offer(cut);
    }
    if (offer !== "queue_full" || !spool.isUsable) return offer;
    // One may be tens of megabytes: writing it synchronously would block the program.
    if (record.kind === "attachment" && scheduler.keepSoon(record)) return "queued";
    return scheduler.makeRoomNow() ? this.#offer(record) : offer;
  }

  #arrived({ kind }: SerializedRecord): void {
    const { queue, replay } = this.#engine;
    if (queue.lastSequence === 1) {
      this.#onFirstRecord?.();
      replay.wake();
    }
    this.#timers.startAge();
    if (queue.fillsBatch(kind)) this.#timers.startFull();
  }

  #createTimers(clock: Clock): SendTimers {
    return new SendTimers({
      clock,
      maxWaitMs: this.#settings.maxWaitMs,
      onFull: () => {
        this.#sendReady();
      },
      onAge: () => {
        this.sendNow();
      },
    });
  }

  #sendReady(): void {
    this.#engine.scheduler.sendReady();
    if (this.#engine.queue.isEmpty) this.#timers.stop();
    else this.#timers.startAge();
  }
}

/**
 * How many bytes of UTF-8 need at most this much memory. A text with wide characters now may still have them when it is
 * cut.
 */
function largestBytes({ bytes, memoryBytes }: RecordSize, limitBytes: number): number {
  return memoryBytes > bytes ? Math.floor(limitBytes / 2) : limitBytes;
}
