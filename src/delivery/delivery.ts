import type { DeliveryHealth } from "../records/delivery-health.js";
import type { RecordText } from "../records/record-sink.js";
import type { Batch } from "./batch.js";
import { BatchQueue } from "./batch-queue.js";
import { createBatchSender, type SendBatch } from "./batch-sender.js";
import type { Clock } from "./clock.js";
import { DeliveryLedger } from "./delivery-ledger.js";
import type { DeliverySettings } from "./delivery-settings.js";
import type { DeliveryTotals } from "./delivery-totals.js";
import { FlushWaits } from "./flush-waits.js";
import type { Transport } from "./http-transport.js";
import { RequestCuts } from "./request-cuts.js";
import { SendTimers } from "./send-timers.js";
import { SendingPause } from "./sending-pause.js";
import { WakeableSleep } from "./wakeable-sleep.js";

export interface DeliveryParts {
  readonly settings: DeliverySettings;
  readonly transport: Transport;
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** Called once, when there is something to lose. */
  readonly onFirstRecord?: () => void;
}

/** At the end of a process, a server that fails this often in a row is not waited for. */
const EXIT_ATTEMPTS = 2;

/**
 * Gets records to one Opik server: queue, batches, retries, totals. Nothing happens before the first record,
 * and nothing but a drain under way holds the host's process.
 */
export class Delivery {
  readonly #settings: DeliverySettings;
  readonly #transport: Transport;
  readonly #queue: BatchQueue;
  readonly #ledger: DeliveryLedger;
  readonly #sleep: WakeableSleep;
  readonly #pause: SendingPause;
  readonly #flushWaits: FlushWaits;
  readonly #timers: SendTimers;
  readonly #send: SendBatch;
  readonly #cuts = new RequestCuts();
  readonly #closing = new AbortController();
  readonly #onFirstRecord: (() => void) | undefined;
  #accepting = true;
  #attemptLimit: number;
  /** Records up to this one go out even in a batch that is not full. */
  #dueSequence = 0;
  /** The newest record that the drain before the exit has tried. */
  #exitSequence = 0;

  constructor({ settings, transport, clock, random, onFirstRecord }: DeliveryParts) {
    this.#settings = settings;
    this.#transport = transport;
    this.#onFirstRecord = onFirstRecord;
    this.#attemptLimit = settings.maxAttempts;
    this.#queue = new BatchQueue(settings);
    this.#ledger = new DeliveryLedger(settings, clock);
    this.#sleep = new WakeableSleep(clock);
    this.#pause = new SendingPause(clock, this.#sleep);
    this.#flushWaits = new FlushWaits(clock);
    this.#timers = this.#createTimers(clock);
    this.#send = createBatchSender({
      transport,
      clock,
      random,
      pause: this.#pause,
      sleep: this.#sleep,
      backoff: settings,
      closing: this.#closing.signal,
      cuts: this.#cuts,
      attemptLimit: () => this.#attemptLimit,
      onRetry: (failures, failure) => {
        this.#ledger.retrying(failures, failure);
      },
    });
  }

  /** Records in memory: waiting, being sent, or between two tries. */
  get waitingRecords(): number {
    return this.#queue.heldRecords;
  }

  totals(): DeliveryTotals {
    return this.#ledger.totals();
  }

  health(): DeliveryHealth {
    const queue = { records: this.#queue.heldRecords, bytes: this.#queue.heldBytes };
    return { ...this.#ledger.health(), queue, ...(!this.#accepting && { state: "closed" }) };
  }

  /** Takes a record, or counts it as dropped. Sends nothing itself: it only sets timers. */
  accept(record: RecordText): void {
    const offer = this.#accepting ? this.#queue.offer(record) : "closed";
    if (offer !== "queued") {
      this.#ledger.notAccepted(offer);
      return;
    }
    if (this.#queue.lastSequence === 1) this.#onFirstRecord?.();
    this.#timers.startAge();
    if (this.#queue.fillsBatch(record.kind)) this.#timers.startFull();
  }

  /** Resolves when all that came before is settled, or after `timeoutMs`. Holds the process until then. */
  async drain(timeoutMs: number): Promise<void> {
    const { lastSequence, firstUnsettled } = this.#queue;
    if (firstUnsettled > lastSequence) return;
    this.#dueSequence = lastSequence;
    const settled = this.#flushWaits.until(lastSequence, timeoutMs);
    this.#sendReady();
    await settled;
  }

  /**
   * The last drain of a process that has nothing else to do: short, with few tries, and not repeated for
   * records that it could not deliver before.
   */
  async drainBeforeExit(): Promise<void> {
    if (this.waitingRecords === 0 || this.#exitSequence === this.#queue.lastSequence) return;
    this.#exitSequence = this.#queue.lastSequence;
    const { exitFlushTimeoutMs } = this.#settings;
    if (this.#pause.remainingMs() < exitFlushTimeoutMs) await this.#drainInHaste(exitFlushTimeoutMs);
    // A request that the server never finishes could hold the process for as long as its own time limit.
    this.#cuts.cutAll();
    if (this.waitingRecords > 0) this.#ledger.leftAtExit(this.waitingRecords);
  }

  /** Drains, then drops what is left as unreachable and lets go of the connections. May be called again. */
  async close(timeoutMs: number): Promise<void> {
    this.#accepting = false;
    await this.drain(timeoutMs);
    this.#closing.abort();
    this.#cuts.cutAll();
    this.#sleep.wakeAll();
    // Settles what is left at once: the sender abandons every batch now.
    await this.drain(timeoutMs);
    this.#transport.close();
  }

  #createTimers(clock: Clock): SendTimers {
    return new SendTimers({
      clock,
      maxWaitMs: this.#settings.maxWaitMs,
      onFull: () => {
        this.#sendReady();
      },
      onAge: () => {
        this.#dueSequence = this.#queue.lastSequence;
        this.#sendReady();
      },
    });
  }

  #sendReady(): void {
    while (this.#queue.takenBatches < this.#settings.concurrency) {
      const batch = this.#queue.take(this.#dueSequence);
      if (batch === undefined) break;
      void this.#deliver(batch);
    }
    if (this.#queue.hasUntaken) this.#timers.startAge();
    else this.#timers.stop();
  }

  async #deliver(batch: Batch): Promise<void> {
    const fate = await this.#send(batch);
    this.#queue.settle(batch);
    this.#ledger.settled(batch, fate);
    this.#sendReady();
    this.#flushWaits.settledBefore(this.#queue.firstUnsettled);
  }

  async #drainInHaste(timeoutMs: number): Promise<void> {
    this.#attemptLimit = Math.min(EXIT_ATTEMPTS, this.#settings.maxAttempts);
    this.#sleep.wakeAll();
    await this.drain(timeoutMs);
    this.#attemptLimit = this.#settings.maxAttempts;
  }
}
