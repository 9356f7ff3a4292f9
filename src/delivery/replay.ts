import { type Batch, withRecords } from "./batch.js";
import type { CancelTimer, Clock } from "./clock.js";
import type { DeliveryLedger } from "./delivery-ledger.js";
import type { Disk } from "./disk.js";
import type { Dispatcher } from "./dispatcher.js";
import type { HeldParcels } from "./held-parcels.js";
import { Parcel } from "./parcel.js";
import type { SendGate } from "./send-gate.js";
import { byServerWindow, OUTSIDE_SERVER_WINDOW } from "./spool/server-window.js";
import type { SpoolClaim } from "./spool.js";

interface ReplayParts {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly gate: SendGate;
  readonly held: HeldParcels;
  readonly dispatcher: Dispatcher;
  readonly ledger: DeliveryLedger;
  /** Whether live records leave room. */
  readonly hasRoom: () => boolean;
}

/** Between two batches from disk: at most four a second, so that live records go first. */
const BETWEEN_BATCHES_MS = 250;
/** After a batch that went back to disk, and while there is none: other processes leave some, too. */
const BETWEEN_LOOKS_MS = 30_000;

/** Sends in the background what waits on disk, the oldest first, one batch at a time. */
export class Replay {
  readonly #parts: ReplayParts;
  #timer: CancelTimer | undefined;
  #stopped = false;
  /** The last batch that went back to disk: it must not hold up those behind it, whose turn comes next. */
  #passedOverId: string | undefined;
  /** The look under way. */
  #looking: Promise<void> | undefined;

  constructor(parts: ReplayParts) {
    this.#parts = parts;
  }

  /** Looks soon, without waiting for the next regular look. */
  wake(): void {
    this.#timer?.();
    this.#lookIn(BETWEEN_BATCHES_MS);
  }

  /** Sends what waits without a pause, until nothing does, a batch fails, or the time is over. Holds the process until then. */
  sendWaiting(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      let isOver = false;
      const finish = () => {
        isOver = true;
        cancel();
        resolve();
      };
      const cancel = this.#parts.clock.after(timeoutMs, finish, { keepsProcess: true });
      void this.#sendWhile(() => !isOver).then(finish);
    });
  }

  /** Resolves when a batch that was under way has been sent or is back on disk. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.();
    await this.#looking;
  }

  #lookIn(delayMs: number): void {
    if (this.#stopped || this.#looking !== undefined || !this.#parts.disk.exists) return;
    this.#timer = this.#parts.clock.after(delayMs, () => {
      this.#looking = this.#look().then((nextMs) => {
        this.#looking = undefined;
        this.#lookIn(nextMs);
      });
    });
  }

  /** Returns the milliseconds until the next look. */
  async #look(): Promise<number> {
    const { gate, disk, hasRoom } = this.#parts;
    const passage = gate.passage();
    if (passage.kind !== "free") return passage.forMs;
    if (!hasRoom() || !disk.isUsable) return BETWEEN_BATCHES_MS;
    return (await this.#sendOldest()) ? BETWEEN_BATCHES_MS : BETWEEN_LOOKS_MS;
  }

  async #sendWhile(mayGoOn: () => boolean): Promise<void> {
    const { gate, disk } = this.#parts;
    const maySend = () => mayGoOn() && disk.exists && disk.isUsable && gate.passage().kind === "free";
    while (maySend() && (await this.#sendOldest()));
  }

  /** Whether the next may follow at once: there was one, and it did not go back to disk. */
  async #sendOldest(): Promise<boolean> {
    const { disk, held, dispatcher, ledger } = this.#parts;
    const claim = await disk.claimOldest(this.#passedOverId);
    if (claim === undefined) {
      this.#passedOverId = undefined;
      return false;
    }
    const parcel = await this.#withoutExpired(claim);
    if (parcel === undefined) return true;
    const { replayed } = ledger.health();
    held.hold(parcel);
    await dispatcher.dispatch(parcel);
    if (ledger.health().replayed > replayed) return true;
    this.#passedOverId = claim.id;
    return false;
  }

  /** The batch, without records that no server takes any more; undefined when none is left. */
  async #withoutExpired(claim: SpoolClaim): Promise<Parcel | undefined> {
    const { clock, disk, ledger } = this.#parts;
    const batch = batchOf(claim);
    const parcel = Parcel.fromDisk(batch, claim, disk);
    const { inside, outside } = byServerWindow(claim.records, clock.wallTimeMs());
    if (outside.length === 0) return parcel;
    let buried = 0;
    for (const record of outside) if ((await disk.bury(record, OUTSIDE_SERVER_WINDOW)).kind === "written") buried += 1;
    ledger.expired(outside.length, buried);
    const [rest] = inside.length === 0 ? [] : await parcel.partsFor([withRecords(batch, inside)]);
    await parcel.finish();
    return rest;
  }
}

/** Counts for no queue: it is no part of what waits in memory. */
function batchOf({ kind, records }: SpoolClaim): Batch {
  return withRecords({ kind, records: [], bytes: 0, firstSequence: Number.POSITIVE_INFINITY }, records);
}
