import type { SerializedRecord } from "../../records/record-sink.js";
import { withRecords } from "../queue/batch.js";
import type { BatchQueue } from "../queue/batch-queue.js";
import type { SpoolGuard } from "../spool/spool-guard.js";
import type { Dispatcher } from "./dispatcher.js";
import { InFlightBatch } from "./in-flight-batch.js";
import type { InFlightBatches } from "./in-flight-batches.js";

interface BatchSchedulerParts {
  readonly queue: BatchQueue;
  readonly batches: InFlightBatches;
  readonly spool: SpoolGuard;
  readonly dispatcher: Dispatcher;
  /** Batches under way at once. */
  readonly concurrency: number;
  /** Whether somebody waits for the records to arrive. */
  readonly isFlushing: () => boolean;
  /** Called when a batch is settled. */
  readonly onSettled: () => void;
}

/** Batches that wait for their turn; they have copies on disk soon. What is not taken yet can still share a request. */
const MAX_WAITING_BATCHES = 32;
/** From here on, what can't be sent at once goes to disk, so that the queue is never full. */
const PRESSING_FULLNESS = 0.75;

/** Why records went to disk, where nothing is wrong with the server. */
const TOO_FAST = "they come faster than it takes them";
const PROCESS_ENDED = "the process ended first";

/** What became of the records in memory when the process ended. */
export interface KeptRecords {
  /** Safe on disk. */
  readonly spooled: number;
  /** Still in memory alone: there is no disk, or it failed. */
  readonly left: number;
}

/** Takes batches from the queue and sends them in order, so many at once. */
export class BatchScheduler {
  readonly #parts: BatchSchedulerParts;
  readonly #waiting: InFlightBatch[] = [];
  #sending = 0;
  /** Records up to this one go out even in a batch that is not full. */
  #dueSequence = 0;

  constructor(parts: BatchSchedulerParts) {
    this.#parts = parts;
  }

  /** Whether more could be sent than there is. */
  get hasRoom(): boolean {
    return this.#waiting.length === 0 && this.#sending < this.#parts.concurrency;
  }

  /** From now on, everything that has come until now is due. */
  makeDue(): void {
    this.#dueSequence = this.#parts.queue.lastSequence;
  }

  /** Sends what is ready, as far as may be under way at once. */
  sendReady(): void {
    const { concurrency, spool, queue, isFlushing } = this.#parts;
    while (this.#sending < concurrency) {
      const inFlight = this.#waiting.shift() ?? this.#take(this.#dueSequence);
      if (inFlight === undefined) return;
      void this.#dispatch(inFlight);
    }
    if (!spool.isUsable) return;
    while (this.#waiting.length < MAX_WAITING_BATCHES) {
      const inFlight = this.#take(this.#dueSequence);
      if (inFlight === undefined) break;
      this.#waiting.push(inFlight);
    }
    if (queue.fullness < PRESSING_FULLNESS || isFlushing()) return;
    const pressed = this.#waiting.pop();
    if (pressed !== undefined) void this.#spill(pressed);
  }

  /** Puts the newest batch that nobody sends on disk at once. False when there is none, or the disk fails. */
  makeRoomNow(): boolean {
    const inFlight = this.#waiting.pop() ?? this.#take(Number.POSITIVE_INFINITY);
    if (inFlight === undefined) return false;
    if (this.#spoolNow(inFlight, TOO_FAST)) return true;
    this.#waiting.push(inFlight);
    return false;
  }

  /** Puts a record on disk that there is no room for. False when that fails. */
  keepNow(record: SerializedRecord): boolean {
    const { spool } = this.#parts;
    if (!spool.isUsable) return false;
    const batch = withRecords({ kind: record.kind, records: [], bytes: 0, firstSequence: 0 }, [record]);
    return this.#spoolNow(new InFlightBatch(batch, spool), TOO_FAST);
  }

  /** Puts everything on disk at once, for a process that is ending. */
  keepAllNow(): KeptRecords {
    const { queue, batches } = this.#parts;
    for (let inFlight = this.#take(Infinity); inFlight !== undefined; inFlight = this.#take(Infinity)) {
      this.#waiting.push(inFlight);
    }
    const before = queue.heldRecords;
    for (const inFlight of batches.all) this.#spoolNow(inFlight, PROCESS_ENDED);
    const unsettled = this.#waiting.filter((inFlight) => !inFlight.isSettled);
    this.#waiting.splice(0, Infinity, ...unsettled);
    return { spooled: before - queue.heldRecords, left: queue.heldRecords };
  }

  #take(dueSequence: number): InFlightBatch | undefined {
    const { queue, spool, batches } = this.#parts;
    const batch = queue.take(dueSequence);
    if (batch === undefined) return undefined;
    const inFlight = new InFlightBatch(batch, spool);
    batches.add(inFlight);
    return inFlight;
  }

  #spoolNow(inFlight: InFlightBatch, why: string): boolean {
    const isOnDisk = inFlight.spoolNow().kind === "written";
    if (isOnDisk) this.#parts.dispatcher.onSpooled(inFlight, why);
    return isOnDisk;
  }

  async #dispatch(inFlight: InFlightBatch): Promise<void> {
    this.#sending += 1;
    // A fault of ours must not end the host's process: the batch stays in memory, and goes to disk when that ends.
    await this.#parts.dispatcher.dispatch(inFlight).catch(() => undefined);
    this.#sending -= 1;
    this.#parts.onSettled();
  }

  async #spill(inFlight: InFlightBatch): Promise<void> {
    await this.#parts.dispatcher.spool(inFlight, TOO_FAST).catch(() => undefined);
    if (!inFlight.isSettled) this.#waiting.push(inFlight);
    this.#parts.onSettled();
  }
}
