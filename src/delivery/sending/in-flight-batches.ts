import type { SerializedRecord } from "../../records/record-sink.js";
import type { CancelTimer, Clock } from "../clock.js";
import { withRecords } from "../queue/batch.js";
import type { BatchQueue, BatchSource } from "../queue/batch-queue.js";
import type { MemoryUse } from "../queue/memory-use.js";
import type { SpoolClaim, SpoolRest } from "../spool/spool.js";
import type { SpoolGuard } from "../spool/spool-guard.js";
import { InFlightBatch, type Spooled } from "./in-flight-batch.js";

interface InFlightBatchesParts {
  readonly queue: BatchQueue;
  readonly memory: MemoryUse;
  readonly spool: SpoolGuard;
  readonly clock: Clock;
}

/** A batch that is still here after this long gets a copy on disk: fast servers never see a disk write. */
const PERSIST_AFTER_MS = 100;

/**
 * Owns every batch that was taken from the queue or from disk and is not settled: those that wait for their turn, are
 * being sent, are between two attempts, or are on their way to disk. A batch is settled here and nowhere else.
 */
export class InFlightBatches {
  readonly #parts: InFlightBatchesParts;
  /** All of them, each with the timer of its copy on disk. */
  readonly #all = new Map<InFlightBatch, CancelTimer>();
  /** Those that wait for their turn, oldest first. */
  readonly #waiting: InFlightBatch[] = [];
  /** Those of new records that are being sent. */
  readonly #sending = new Set<InFlightBatch>();

  constructor(parts: InFlightBatchesParts) {
    this.#parts = parts;
  }

  get all(): readonly InFlightBatch[] {
    return [...this.#all.keys()];
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** How many are being sent, those from disk not counted. */
  get sending(): number {
    return this.#sending.size;
  }

  /** The position of the oldest record that is not settled, including queued ones, or infinity if there is none. */
  get firstUnsettled(): number {
    return Math.min(this.#parts.queue.firstSequence, ...this.all.map(({ batch }) => batch.firstSequence));
  }

  /**
   * The next batch in turn, which counts as being sent until `endSending`. `slots`: how many may be sent at the same
   * time.
   */
  beginSending(dueSequence: number, slots: number): InFlightBatch | undefined {
    const next = this.#next(dueSequence, slots);
    if (next !== undefined) this.#sending.add(next);
    return next;
  }

  /** Traces and spans go first; attachments have at least one slot, and at most half of all. */
  #next(dueSequence: number, slots: number): InFlightBatch | undefined {
    const uploads = [...this.#sending].filter(({ batch }) => batch.kind === "attachment").length;
    const isTheirTurn = uploads === 0 && this.#sending.size === slots - 1 && slots > 1;
    const sources: BatchSource[] = isTheirTurn ? ["attachments", "records"] : ["records", "attachments"];
    const may = uploads < Math.max(1, slots >> 1) ? sources : sources.filter((source) => source === "records");
    for (const source of may) {
      const next = source === "records" ? this.#nextRecords(dueSequence) : this.#nextAttachment(dueSequence);
      if (next !== undefined) return next;
    }
    return undefined;
  }

  #nextRecords(dueSequence: number): InFlightBatch | undefined {
    return this.#takeReady() ?? this.#takeUntilReady(dueSequence);
  }

  #nextAttachment(dueSequence: number): InFlightBatch | undefined {
    const index = this.#waiting.findIndex(({ batch }) => batch.kind === "attachment");
    return index === -1 ? this.#take(dueSequence, "attachments") : this.#waiting.splice(index, 1)[0];
  }

  endSending(inFlight: InFlightBatch): void {
    this.#sending.delete(inFlight);
  }

  /** Moves the next batch of the queue to those that wait for their turn. False if there is none. */
  lineUp(dueSequence: number): boolean {
    const next = this.#take(dueSequence, "records") ?? this.#take(dueSequence, "attachments");
    if (next !== undefined) this.#waiting.push(next);
    return next !== undefined;
  }

  /** Removes and returns the newest batch that waits for its turn. */
  takeNewest(): InFlightBatch | undefined {
    return this.#waiting.pop();
  }

  /** Puts a batch that was taken back to those that wait for their turn. */
  putBack(inFlight: InFlightBatch): void {
    this.#waiting.push(inFlight);
  }

  /** Adds a record that the queue has no room for; undefined if memory has no room either. */
  addBeyondQueue(record: SerializedRecord): InFlightBatch | undefined {
    const { queue, spool } = this.#parts;
    const batch = queue.passBy(record);
    return batch && this.#add(new InFlightBatch(batch, spool));
  }

  /**
   * Adds a batch from disk, for which memory is reserved. It does not count as queued: it is no part of what waits in
   * memory.
   */
  addClaimed(claim: SpoolClaim): InFlightBatch {
    const { memory, spool } = this.#parts;
    const never = Number.POSITIVE_INFINITY;
    const none = { kind: claim.kind, records: [], firstSequence: never, lastSequence: never };
    const batch = withRecords(none, claim.records);
    // As text, it may need more memory than its size as a file.
    memory.letGo(claim.bytes - batch.memoryBytes);
    return this.#add(new InFlightBatch(batch, spool, claim));
  }

  /**
   * Settles a batch of which nothing is left to be sent: at once, so that a process that ends now reports no loss.
   * Resolves when its copy on disk is gone, too.
   */
  async finish(inFlight: InFlightBatch): Promise<void> {
    const isMine = !inFlight.isSettled;
    const finished = inFlight.finish();
    if (isMine) this.#release(inFlight);
    await finished;
    this.#all.delete(inFlight);
  }

  /** Settles a batch by putting it, or what is left of it, on disk. After a failure it is still in memory. */
  async spool(inFlight: InFlightBatch, rest?: SpoolRest): Promise<Spooled> {
    return this.#released(inFlight, await inFlight.spool(rest));
  }

  /** The same without waiting. */
  spoolNow(inFlight: InFlightBatch): Spooled {
    return this.#released(inFlight, inFlight.spoolNow());
  }

  #takeReady(): InFlightBatch | undefined {
    const index = this.#waiting.findIndex((one) => one.batch.kind !== "attachment" && this.#isReady(one));
    return index === -1 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  #takeUntilReady(dueSequence: number): InFlightBatch | undefined {
    let next = this.#take(dueSequence, "records");
    while (next !== undefined && !this.#isReady(next)) {
      this.#waiting.push(next);
      next = this.#take(dueSequence, "records");
    }
    return next;
  }

  /** Opik's online rules may read the spans as soon as the trace exists: the spans that came before it go first. */
  #isReady({ batch }: InFlightBatch): boolean {
    if (batch.kind !== "trace") return true;
    const spans = this.all.filter((one) => one.batch.kind === "span").map((one) => one.batch.firstSequence);
    return batch.lastSequence < Math.min(this.#parts.queue.firstSpanSequence, ...spans);
  }

  #take(dueSequence: number, source: BatchSource): InFlightBatch | undefined {
    const batch = this.#parts.queue.take(dueSequence, source);
    return batch && this.#add(new InFlightBatch(batch, this.#parts.spool));
  }

  #add(inFlight: InFlightBatch): InFlightBatch {
    const { spool, clock } = this.#parts;
    const persist = () => {
      if (spool.isUsable) void inFlight.persist();
    };
    const needsCopy = spool.isUsable && !spool.isDurable;
    this.#all.set(inFlight, needsCopy ? clock.after(PERSIST_AFTER_MS, persist) : () => undefined);
    return inFlight;
  }

  #released(inFlight: InFlightBatch, write: Spooled): Spooled {
    if (write.kind !== "written") return write;
    this.#release(inFlight);
    this.#all.delete(inFlight);
    return write;
  }

  #release(inFlight: InFlightBatch): void {
    const { memory, spool } = this.#parts;
    this.#all.get(inFlight)?.();
    const index = this.#waiting.indexOf(inFlight);
    if (index !== -1) this.#waiting.splice(index, 1);
    if (inFlight.origin === "memory") memory.release(inFlight.batch);
    else memory.letGo(inFlight.batch.memoryBytes);
    spool.settled(inFlight.batch.records);
  }
}
