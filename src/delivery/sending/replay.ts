import type { CancelTimer, Clock } from "../clock.js";
import type { MemoryUse } from "../queue/memory-use.js";
import type { MaySend } from "../spool/spool.js";
import type { SpoolGuard } from "../spool/spool-guard.js";
import type { DeliveryLedger } from "../stats/delivery-ledger.js";
import type { CircuitBreaker } from "./circuit-breaker.js";
import type { Dispatcher } from "./dispatcher.js";
import type { InFlightBatches } from "./in-flight-batches.js";
import type { RefusalStreak } from "./refusal-streak.js";

interface ReplayParts {
  readonly clock: Clock;
  readonly spool: SpoolGuard;
  readonly memory: MemoryUse;
  readonly breaker: CircuitBreaker;
  readonly batches: InFlightBatches;
  readonly dispatcher: Dispatcher;
  readonly ledger: DeliveryLedger;
  readonly streak: RefusalStreak;
  /** Whether live records leave capacity. */
  readonly hasRoom: () => boolean;
}

/** Sends without a pause. */
export interface ReplayRun {
  /** Absent: no time limit. */
  readonly timeoutMs?: number;
  /** Called after each batch. */
  readonly onBatch?: () => void;
  /** Ids of files: only these are sent. */
  readonly only?: ReadonlySet<string>;
}

/** Between two batches from disk: at most four a second, so that live records go first. */
const BETWEEN_BATCHES_MS = 250;
/** While there is a file that there is no room for: the folder is read again each time. */
const WITHOUT_ROOM_MS = 5_000;
/** While there is no file that may be sent: other processes leave some, too. */
const BETWEEN_LOOKS_MS = 30_000;
/** What the server refused is sent again after this long: sooner if it has accepted others since. */
const REFUSED_AGAIN_MS = { othersAccepted: 60_000, nothingAccepted: 300_000 };

/** Sends records on disk in the background, the oldest first and refused ones last, one batch at a time. */
export class Replay {
  readonly #parts: ReplayParts;
  #timer: CancelTimer | undefined;
  #isAwake = false;
  #stopped = false;
  #hasLookedAtOtherKeys = false;
  /**
   * Files that went back to disk unchanged, and when they had been refused before that: they must not delay the others.
   * Forgotten when those have had their turn.
   */
  readonly #passedOver = new Map<string, number | undefined>();
  /** The lookup or the sending in progress; the next one waits for it. */
  #underWay: Promise<void> | undefined;

  constructor(parts: ReplayParts) {
    this.#parts = parts;
  }

  /** Looks soon, without waiting for the next regular lookup. */
  wake(): void {
    this.#isAwake = true;
    this.#lookIn(BETWEEN_BATCHES_MS);
  }

  /**
   * Sends all that waits, each batch once, until the server accepts no more or the time is over. Keeps the process
   * alive until then.
   */
  async sendWaiting({ timeoutMs, ...run }: ReplayRun = {}): Promise<void> {
    let isOver = false;
    const sending = this.#inTurn(async () => {
      await this.#sendWhile(() => !isOver, run);
      return BETWEEN_BATCHES_MS;
    });
    await this.#settled(sending, timeoutMs);
    isOver = true;
  }

  /** Resolves when the batch being sent is settled, or after `timeoutMs`. Keeps the process alive until then. */
  async settle(timeoutMs: number): Promise<void> {
    await this.#settled(this.#underWay, timeoutMs);
  }

  /** Resolves when a batch that was being sent has been sent or is back on disk. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.();
    await this.#underWay;
  }

  #lookIn(delayMs: number): void {
    this.#timer?.();
    if (!this.#isAwake || this.#stopped || this.#underWay !== undefined || !this.#parts.spool.exists) return;
    this.#timer = this.#parts.clock.after(delayMs, () => {
      void this.#inTurn(() => this.#look());
    });
  }

  /**
   * Resolves when `work`, and what was in progress before it, is done. It returns the milliseconds until the next
   * lookup.
   */
  #inTurn(work: () => Promise<number>): Promise<void> {
    this.#timer?.();
    const turn = Promise.resolve(this.#underWay)
      .then(work)
      .then((nextMs) => {
        if (this.#underWay !== turn) return;
        this.#underWay = undefined;
        this.#lookIn(nextMs);
      });
    this.#underWay = turn;
    return turn;
  }

  async #settled(work: Promise<void> | undefined, timeoutMs: number | undefined): Promise<void> {
    if (work === undefined || timeoutMs === undefined) return work;
    await new Promise<void>((resolve) => {
      const finish = () => {
        cancel();
        resolve();
      };
      const cancel = this.#parts.clock.after(timeoutMs, finish, { keepsProcess: true });
      void work.then(finish);
    });
  }

  /** Returns the milliseconds until the next lookup. */
  async #look(): Promise<number> {
    const { breaker, spool, hasRoom } = this.#parts;
    const admission = breaker.admission();
    if (admission.kind !== "allowed") return admission.forMs;
    if (!hasRoom() || !spool.isUsable) return BETWEEN_BATCHES_MS;
    const room = new ReplayRoom(this.#parts);
    if (await this.#sendOldest(this.#isDue, room)) return BETWEEN_BATCHES_MS;
    if (room.wasTooSmall) return WITHOUT_ROOM_MS;
    this.#passedOver.clear();
    return BETWEEN_LOOKS_MS;
  }

  async #sendWhile(mayGoOn: () => boolean, { onBatch, only }: ReplayRun): Promise<void> {
    const { breaker, spool } = this.#parts;
    this.#passedOver.clear();
    const maySend = () =>
      !this.#stopped && mayGoOn() && spool.exists && spool.isUsable && breaker.admission().kind === "allowed";
    const isMeant: MaySend = (batch) => only?.has(batch.id) !== false && this.#mayBeSentAtOnce(batch);
    while (maySend() && (await this.#sendOldest(isMeant))) onBatch?.();
  }

  /** False if there was none, or no room for it. */
  async #sendOldest(maySend: MaySend, room = new ReplayRoom(this.#parts)): Promise<boolean> {
    const { spool, memory, batches, dispatcher } = this.#parts;
    await this.#lookAtOtherKeys();
    const claim = await spool.claimOldest((file) => maySend(file) && room.isEnoughFor(file.bytes), memory);
    if (claim === undefined) return false;
    if ((await dispatcher.dispatch(batches.addClaimed(claim))) > 0) return true;
    for (const { id, refusedMs } of claim.files) this.#passedOver.set(id, refusedMs);
    return true;
  }

  readonly #isDue: MaySend = ({ id, refusedMs }) => {
    if (this.#passedOver.has(id)) return false;
    if (refusedMs === undefined) return true;
    const { clock, streak } = this.#parts;
    const { othersAccepted, nothingAccepted } = REFUSED_AGAIN_MS;
    const waitMs = streak.hasAcceptedAnySince(refusedMs) ? othersAccepted : nothingAccepted;
    return clock.wallTimeMs() - refusedMs >= waitMs;
  };

  /** Once, and again if it was refused then and others were accepted after it. */
  readonly #mayBeSentAtOnce: MaySend = ({ id, kind, refusedMs }) => {
    if (!this.#passedOver.has(id)) return true;
    if (refusedMs === undefined || refusedMs === this.#passedOver.get(id)) return false;
    return this.#parts.streak.hasAcceptedSince(refusedMs, kind);
  };

  /** A key may have been replaced by another one, or belong to another account: only a person knows. */
  async #lookAtOtherKeys(): Promise<void> {
    if (this.#hasLookedAtOtherKeys) return;
    this.#hasLookedAtOtherKeys = true;
    this.#parts.ledger.underOtherKeys(await this.#parts.spool.underOtherKeys());
  }
}

/** Whether files can be read into memory, within one lookup. */
class ReplayRoom {
  readonly #memory: MemoryUse;
  readonly #ledger: DeliveryLedger;
  /** Whether a file was passed over for now, because other records are in memory. */
  wasTooSmall = false;

  constructor({ memory, ledger }: Pick<ReplayParts, "memory" | "ledger">) {
    this.#memory = memory;
    this.#ledger = ledger;
  }

  isEnoughFor(bytes: number): boolean {
    const { freeBytes, mostFreeBytes } = this.#memory;
    if (bytes <= freeBytes) return true;
    if (bytes <= mostFreeBytes) this.wasTooSmall = true;
    else this.#ledger.tooLargeToSend(bytes);
    return false;
  }
}
