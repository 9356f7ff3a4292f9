import type { SerializedRecord } from "../../records/record-sink.js";
import { withRecords } from "../queue/batch.js";
import type { BatchQueue } from "../queue/batch-queue.js";
import type { Disk } from "../spool/disk.js";
import type { Dispatcher } from "./dispatcher.js";
import type { HeldParcels } from "./held-parcels.js";
import { Parcel } from "./parcel.js";

interface SendingLineParts {
  readonly queue: BatchQueue;
  readonly held: HeldParcels;
  readonly disk: Disk;
  readonly dispatcher: Dispatcher;
  /** Parcels under way at once. */
  readonly concurrency: number;
  /** Whether somebody waits for the records to arrive. */
  readonly isFlushing: () => boolean;
  /** Called when a parcel is settled. */
  readonly onSettled: () => void;
}

/** Parcels that wait for their turn; they have copies on disk soon. What is not taken yet can still share a request. */
const MAX_WAITING_PARCELS = 32;
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
export class SendingLine {
  readonly #parts: SendingLineParts;
  readonly #waiting: Parcel[] = [];
  #sending = 0;
  /** Records up to this one go out even in a batch that is not full. */
  #dueSequence = 0;

  constructor(parts: SendingLineParts) {
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
  pump(): void {
    const { concurrency, disk, queue, isFlushing } = this.#parts;
    while (this.#sending < concurrency) {
      const parcel = this.#waiting.shift() ?? this.#take(this.#dueSequence);
      if (parcel === undefined) return;
      void this.#dispatch(parcel);
    }
    if (!disk.isUsable) return;
    while (this.#waiting.length < MAX_WAITING_PARCELS) {
      const parcel = this.#take(this.#dueSequence);
      if (parcel === undefined) break;
      this.#waiting.push(parcel);
    }
    if (queue.fullness < PRESSING_FULLNESS || isFlushing()) return;
    const pressed = this.#waiting.pop();
    if (pressed !== undefined) void this.#spill(pressed);
  }

  /** Puts the newest parcel that nobody sends on disk at once. False when there is none, or the disk fails. */
  makeRoomNow(): boolean {
    const parcel = this.#waiting.pop() ?? this.#take(Number.POSITIVE_INFINITY);
    if (parcel === undefined) return false;
    if (this.#putOffNow(parcel, TOO_FAST)) return true;
    this.#waiting.push(parcel);
    return false;
  }

  /** Puts a record on disk that there is no room for. False when that fails. */
  keepNow(record: SerializedRecord): boolean {
    const { disk } = this.#parts;
    if (!disk.isUsable) return false;
    const batch = withRecords({ kind: record.kind, records: [], bytes: 0, firstSequence: 0 }, [record]);
    return this.#putOffNow(new Parcel(batch, disk), TOO_FAST);
  }

  /** Puts everything on disk at once, for a process that is ending. */
  keepAllNow(): KeptRecords {
    const { queue, held } = this.#parts;
    for (let parcel = this.#take(Infinity); parcel !== undefined; parcel = this.#take(Infinity)) {
      this.#waiting.push(parcel);
    }
    const before = queue.heldRecords;
    for (const parcel of held.all) this.#putOffNow(parcel, PROCESS_ENDED);
    const unsettled = this.#waiting.filter((parcel) => !parcel.isSettled);
    this.#waiting.splice(0, Infinity, ...unsettled);
    return { spooled: before - queue.heldRecords, left: queue.heldRecords };
  }

  #take(dueSequence: number): Parcel | undefined {
    const { queue, disk, held } = this.#parts;
    const batch = queue.take(dueSequence);
    if (batch === undefined) return undefined;
    const parcel = new Parcel(batch, disk);
    held.hold(parcel);
    return parcel;
  }

  #putOffNow(parcel: Parcel, why: string): boolean {
    const isOnDisk = parcel.putOffNow().kind === "written";
    if (isOnDisk) this.#parts.dispatcher.wasPutOff(parcel, why);
    return isOnDisk;
  }

  async #dispatch(parcel: Parcel): Promise<void> {
    this.#sending += 1;
    // A fault of ours must not end the host's process: the parcel stays in memory, and goes to disk when that ends.
    await this.#parts.dispatcher.dispatch(parcel).catch(() => undefined);
    this.#sending -= 1;
    this.#parts.onSettled();
  }

  async #spill(parcel: Parcel): Promise<void> {
    await this.#parts.dispatcher.putOff(parcel, TOO_FAST).catch(() => undefined);
    if (!parcel.isSettled) this.#waiting.push(parcel);
    this.#parts.onSettled();
  }
}
