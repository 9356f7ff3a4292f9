import { setTimeout as setTimeoutPromise } from "node:timers/promises";
import type { FlushOptions, FlushResult, RecordSink, RecordText } from "../records/record-sink.js";
import { retryWaitMs } from "../resilience/retry-wait.js";
import type { RecordRow } from "./columns.js";
import { recordRow } from "./record-row.js";
import { SettledWaits } from "./settled-waits.js";
import { storeError } from "./store-failure.js";
import type { StoreProblem } from "./store-problem.js";
import type { BatchOutcome } from "./write-batch.js";
import { WriteLedger } from "./write-ledger.js";
import { WriteQueue } from "./write-queue.js";
import type { WriteSettings } from "./write-settings.js";

export interface StoreWriterParts {
  readonly settings: WriteSettings;
  readonly write: (rows: readonly RecordRow[]) => Promise<BatchOutcome>;
  /** The store's place, for messages. */
  readonly place: string;
  readonly onProblem?: ((problem: StoreProblem) => void) | undefined;
}

/** Gets records into the store, in batches, one after the other. Holds the process only while it is flushed. */
export class StoreWriter implements RecordSink {
  readonly #parts: StoreWriterParts;
  readonly #queue: WriteQueue;
  readonly #ledger: WriteLedger;
  readonly #waits = new SettledWaits();
  readonly #closing = new AbortController();
  #accepting = true;
  #working = false;
  #timer: NodeJS.Timeout | undefined;
  /** As many records as this are written even in a batch that is not full. */
  #due = 0;

  constructor(parts: StoreWriterParts) {
    this.#parts = parts;
    this.#queue = new WriteQueue(parts.settings);
    this.#ledger = new WriteLedger(parts.onProblem);
  }

  accept(record: RecordText): void {
    if (!this.#accepting) {
      this.#ledger.dropped("closed", 1);
    } else if (!this.#queue.offer(record)) {
      this.#ledger.dropped("queue_full", 1);
      this.#ledger.tell("queue_full", `records came faster than the trace store at ${this.#parts.place} took them.`);
    } else {
      this.#schedule();
    }
  }

  async flush({ timeoutMs }: FlushOptions = {}): Promise<FlushResult> {
    this.#due = this.#queue.accepted;
    if (this.#queue.settled < this.#due && !this.#closing.signal.aborted) {
      void this.#work();
      await this.#waits.until(this.#due, timeoutMs ?? this.#parts.settings.flushTimeoutMs);
    }
    return this.#ledger.takeResult(this.#queue.heldRecords);
  }

  async close(options?: FlushOptions): Promise<FlushResult> {
    this.#accepting = false;
    if (this.#closing.signal.aborted) return this.#ledger.takeResult(0);
    const { waiting, dropped, ...counts } = await this.flush(options);
    this.#closing.abort();
    clearTimeout(this.#timer);
    if (waiting === 0) return { ...counts, waiting, dropped };
    return { ...counts, waiting: 0, dropped: { ...dropped, unreachable: (dropped.unreachable ?? 0) + waiting } };
  }

  /** Nothing is written where a record is accepted. */
  #schedule(): void {
    if (this.#working || this.#closing.signal.aborted) return;
    const { fillsBatch } = this.#queue;
    if (this.#timer !== undefined && !fillsBatch) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#due = this.#queue.accepted;
        void this.#work();
      },
      fillsBatch ? 0 : this.#parts.settings.maxWaitMs,
    ).unref();
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (!this.#closing.signal.aborted && (this.#queue.fillsBatch || this.#queue.settled < this.#due)) {
      await this.#writeBatch(this.#queue.take());
      this.#queue.settle();
      this.#waits.settled(this.#queue.settled);
    }
    this.#working = false;
    if (this.#queue.heldRecords > 0) this.#schedule();
  }

  async #writeBatch(records: readonly RecordText[]): Promise<void> {
    const receivedMicros = Date.now() * 1000;
    const rows = records.flatMap((record) => recordRow(record, receivedMicros) ?? []);
    const outcome = rows.length === 0 ? NOTHING_TO_WRITE : await this.#writeWithRetries(rows);
    const unreadable = records.length - rows.length;
    const refused = unreadable + (outcome.kind === "stored" ? outcome.refused : 0);
    if (refused > 0) this.#tellOfRefused();
    this.#ledger.dropped("refused", refused);
    if (outcome.kind === "stored") this.#ledger.stored(rows.length - outcome.refused);
    else this.#ledger.dropped("unreachable", rows.length);
  }

  async #writeWithRetries(rows: readonly RecordRow[]): Promise<BatchOutcome> {
    const { settings, write, place } = this.#parts;
    for (let failures = 0; ; ) {
      const outcome = await write(rows);
      if (outcome.kind === "stored") return outcome;
      failures += 1;
      const { message } = storeError(outcome.error, place);
      if (failures >= settings.maxAttempts || this.#closing.signal.aborted) {
        this.#ledger.tell("unreachable", `${message} Records were dropped.`);
        return outcome;
      }
      this.#ledger.tell("retrying", `${message} Records wait and are tried again.`);
      await this.#pause(retryWaitMs(failures, settings, Math.random()));
    }
  }

  async #pause(ms: number): Promise<void> {
    await setTimeoutPromise(ms, undefined, { ref: false, signal: this.#closing.signal }).catch(() => undefined);
  }

  #tellOfRefused(): void {
    this.#ledger.tell("refused", `the trace store at ${this.#parts.place} dropped records that it cannot hold.`);
  }
}

const NOTHING_TO_WRITE: BatchOutcome = { kind: "stored", refused: 0 };
