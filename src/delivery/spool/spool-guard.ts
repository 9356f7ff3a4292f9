import type { SerializedRecord } from "../../records/record-sink.js";
import type { Clock } from "../clock.js";
import type {
  DeadLetter,
  DeadLetterWrite,
  Journal,
  MaySend,
  MemoryRoom,
  Spool,
  SpoolBatch,
  SpoolClaim,
  SpoolContents,
  SpoolWrite,
} from "./spool.js";

/** How long a disk that failed is not used. */
const REST_MS = 60_000;
const NO_SPOOL = { kind: "failed", message: "there is no spool" } as const satisfies SpoolWrite;

export interface SpoolParts {
  readonly spool: Spool;
  /** With it, every record is on disk from the moment it is accepted. */
  readonly journal?: Journal | undefined;
}

/**
 * The spool as long as it works. After a failed write, records wait in memory as they do without a spool, until the
 * disk is tried again.
 */
export class SpoolGuard {
  readonly #spool: Spool | undefined;
  readonly #journal: Journal | undefined;
  readonly #clock: Clock;
  readonly #onFailure: (message: string) => void;
  #restsUntilMs = Number.NEGATIVE_INFINITY;

  constructor(parts: SpoolParts | undefined, clock: Clock, onFailure: (message: string) => void) {
    this.#spool = parts?.spool;
    this.#journal = parts?.journal;
    this.#clock = clock;
    this.#onFailure = onFailure;
  }

  get exists(): boolean {
    return this.#spool !== undefined;
  }

  get isUsable(): boolean {
    return this.exists && this.#clock.elapsedMs() >= this.#restsUntilMs;
  }

  /** Whether records are on disk before they are taken into a batch. */
  get isDurable(): boolean {
    return this.#journal !== undefined;
  }

  get contents(): SpoolContents | undefined {
    return this.#spool?.contents();
  }

  /** Writes an accepted record to disk at once, if that is asked for. */
  appendToJournal(record: SerializedRecord): void {
    if (this.#journal?.append(record) === false)
      this.#failed(this.#spool?.problem() ?? "a record could not be written down");
  }

  /** These very records need not be on disk any longer. */
  settled(records: readonly SerializedRecord[]): void {
    this.#journal?.settled(records);
  }

  async keep(batch: SpoolBatch): Promise<SpoolWrite> {
    return this.#seen((await this.#spool?.keep(batch)) ?? NO_SPOOL);
  }

  /** Tries even a disk that failed: the caller has no other choice. */
  keepNow(batch: SpoolBatch): SpoolWrite {
    return this.#seen(this.#spool?.keepNow(batch) ?? NO_SPOOL);
  }

  async persist(batch: SpoolBatch): Promise<SpoolClaim | undefined> {
    const claim = await this.#spool?.persist(batch);
    if (claim === undefined) this.#failed(this.#spool?.problem() ?? "a batch could not be written");
    return claim;
  }

  async claimOldest(maySend: MaySend, room: MemoryRoom): Promise<SpoolClaim | undefined> {
    return this.#spool?.claimOldest(maySend, room);
  }

  async addDeadLetter(letter: DeadLetter): Promise<DeadLetterWrite> {
    return this.#seen((await this.#spool?.addDeadLetter(letter)) ?? NO_SPOOL);
  }

  async underOtherKeys(): Promise<number> {
    return (await this.#spool?.underOtherKeys()) ?? 0;
  }

  #seen<Write extends DeadLetterWrite>(write: Write): Write {
    if (write.kind === "failed") this.#failed(write.message);
    return write;
  }

  #failed(message: string): void {
    if (this.#spool === undefined) return;
    this.#restsUntilMs = this.#clock.elapsedMs() + REST_MS;
    this.#onFailure(message);
  }
}
