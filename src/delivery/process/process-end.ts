import type { Clock } from "../clock.js";
import type { DeliveryEngine } from "../delivery-engine.js";
import type { DeliverySettings } from "../delivery-settings.js";
import type { KeptRecords } from "../sending/batch-scheduler.js";
import { type ExitJob, isReachedByThreads, type LastSending } from "./exits/exit-job.js";

/** At the end of a process, a server that fails this often in a row is not waited for. */
export const MAX_ATTEMPTS_AT_END = 2;
const PROCESS_ENDED = "the process ended first";

/** What a process has left that is about to be gone. */
export interface LastRecords extends KeptRecords {
  /** How to send it; undefined if it is not to be sent. */
  readonly job: ExitJob | undefined;
}

const NOTHING_SENT: LastSending = { delivered: { fromDisk: 0, fromMemory: 0 } };

interface ProcessEndParts {
  readonly settings: DeliverySettings;
  readonly clock: Clock;
  readonly engine: DeliveryEngine;
  readonly drain: (timeoutMs: number) => Promise<void>;
  /** Called when batches were settled outside the sending. */
  readonly onSettled: () => void;
}

/** How one delivery ends: with its process, within the time limit of the settings, or because it is closed. */
export class ProcessEnd {
  readonly #parts: ProcessEndParts;
  /** The newest record that a drain has tried. */
  #triedSequence = 0;
  #beganMs: number | undefined;
  #isDraining = false;
  #isClosed = false;
  #isOver = false;
  #hasReplayed = false;

  constructor(parts: ProcessEndParts) {
    this.#parts = parts;
  }

  /** Whether the delivery is closed for good. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether the process no longer sends anything asynchronously: records go to disk as they arrive. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Attempts of one request, at this moment. */
  get attemptLimit(): number {
    const { maxAttempts } = this.#parts.settings;
    return this.#isDraining ? Math.min(MAX_ATTEMPTS_AT_END, maxAttempts) : maxAttempts;
  }

  /**
   * The last drain of a process that has nothing else to do: short, with few attempts, and not repeated for records
   * that it could not deliver before. What is left goes to disk.
   * @param options.isHurried - whether a signal ends the process: a batch from disk that is being sent is not waited
   * for
   */
  async drain({ isHurried = false } = {}): Promise<void> {
    const { queue, memory, breaker, replay } = this.#parts.engine;
    if (memory.records === 0 || this.#triedSequence === queue.lastSequence) return;
    this.#triedSequence = queue.lastSequence;
    // A process may find new work and end again.
    this.#beganMs = undefined;
    const timeoutMs = this.#timeLeftMs();
    const admission = breaker.admission();
    if (admission.kind === "allowed" || admission.forMs < timeoutMs) await this.#drainInHaste(timeoutMs);
    if (!isHurried) await replay.settle(this.#timeLeftMs());
    this.keep();
  }

  /**
   * Records on disk are sent when a process has nothing else to do, in the rest of its time: if every program is short,
   * no other would send them. Once, and only to a server that works.
   */
  async replay(): Promise<void> {
    const { ledger, replay } = this.#parts.engine;
    const leftMs = this.#timeLeftMs();
    if (this.#hasReplayed || leftMs === 0 || ledger.health().state !== "delivering") return;
    this.#hasReplayed = true;
    await replay.sendWaiting({ timeoutMs: leftMs });
  }

  /** Synchronously: what is in memory goes to disk, or is reported as lost. */
  keep(): void {
    this.endWith(this.#keepAllNow());
  }

  /**
   * The event loop has stopped for good: what is in memory goes to disk, and later records immediately. Nothing is
   * counted before `endWith`.
   */
  beginLast(): LastRecords {
    this.#isOver = true;
    const kept = this.#keepAllNow();
    return { ...kept, job: this.#isWorthSending(kept) ? this.#exitJob(kept) : undefined };
  }

  /** The same, when nothing is sent any more. */
  keepFromNow(): void {
    this.endWith(this.beginLast());
  }

  #isWorthSending({ batches, left }: KeptRecords): boolean {
    const { engine } = this.#parts;
    const isWell = engine.ledger.health().state !== "failing" && engine.breaker.admission().kind === "allowed";
    return isWell && batches.length + left.length > 0;
  }

  #exitJob({ batches, left }: KeptRecords): ExitJob | undefined {
    const { settings } = this.#parts;
    const { onFirstTrace: _onFirstTrace, onProblem: _onProblem, destination, sendAtExitMs, ...rest } = settings;
    if (sendAtExitMs === undefined || !isReachedByThreads(destination)) return undefined;
    const fileIds = batches.flatMap(({ ids }) => ids);
    return { settings: { ...rest, sendAtExitMs }, destination, fileIds, records: left };
  }

  /** Counts the outcome of the last records, or reports that they are lost. */
  endWith({ batches, left }: KeptRecords, { delivered, failure }: LastSending = NOTHING_SENT): void {
    const { ledger, scheduler } = this.#parts.engine;
    const arrived = delivered.fromDisk + delivered.fromMemory;
    if (arrived > 0) ledger.answeredWell();
    if (failure !== undefined) ledger.failed(failure.reason, failure.message);
    const spooled = countRecords(batches) - delivered.fromDisk;
    const lost = left.length - delivered.fromMemory;
    ledger.delivered("memory", arrived);
    if (spooled > 0) ledger.spooled("memory", spooled, PROCESS_ENDED);
    else if (lost === 0) ledger.arrived([...batches.flatMap(({ records }) => records), ...left]);
    if (this.#isOver) scheduler.finishAll();
    this.#parts.onSettled();
    if (lost > 0) ledger.leftAtExit(lost, this.#isOver ? "dropped" : "waiting");
  }

  #keepAllNow(): KeptRecords {
    const { scheduler, requests } = this.#parts.engine;
    const kept = scheduler.keepAllNow();
    // A request that the server never finishes could hold the process for as long as its own time limit.
    requests.abortAll();
    return kept;
  }

  /** Ends what is being sent, for a delivery that is closed. Resolves when nothing is sent from disk any more. */
  async abandon(): Promise<void> {
    const { replay, requests, sleep } = this.#parts.engine;
    this.#isClosed = true;
    const replayed = replay.stop();
    requests.abortAll();
    sleep.wakeAll();
    await replayed;
  }

  /** Of the time limit for the end, which begins with the first call. */
  #timeLeftMs(): number {
    const nowMs = this.#parts.clock.elapsedMs();
    this.#beganMs ??= nowMs;
    return Math.max(0, this.#beganMs + this.#parts.settings.exitTimeoutMs - nowMs);
  }

  async #drainInHaste(timeoutMs: number): Promise<void> {
    this.#isDraining = true;
    this.#parts.engine.sleep.wakeAll();
    await this.#parts.drain(timeoutMs);
    this.#isDraining = false;
  }
}

function countRecords(batches: KeptRecords["batches"]): number {
  return batches.reduce((sum, { records }) => sum + records.length, 0);
}
