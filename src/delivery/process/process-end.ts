import type { Clock } from "../clock.js";
import type { DeliveryEngine } from "../delivery-engine.js";
import type { DeliverySettings } from "../delivery-settings.js";
import type { KeptRecords } from "../sending/batch-scheduler.js";

/** At the end of a process, a server that fails this often in a row is not waited for. */
const MAX_ATTEMPTS = 2;

interface ProcessEndParts {
  readonly settings: Pick<DeliverySettings, "exitTimeoutMs" | "maxAttempts">;
  readonly clock: Clock;
  readonly engine: DeliveryEngine;
  readonly drain: (timeoutMs: number) => Promise<void>;
  /** Called when batches were settled outside of the sending. */
  readonly onSettled: () => void;
}

/** How one delivery ends: with its process, in the time that the settings give it, or because it is closed. */
export class ProcessEnd {
  readonly #parts: ProcessEndParts;
  /** The newest record that a drain has tried. */
  #triedSequence = 0;
  #beganMs: number | undefined;
  #isDraining = false;
  #isClosed = false;
  #hasReplayed = false;

  constructor(parts: ProcessEndParts) {
    this.#parts = parts;
  }

  /** Whether the delivery is closed for good. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Tries of one request, at this moment. */
  get attemptLimit(): number {
    const { maxAttempts } = this.#parts.settings;
    return this.#isDraining ? Math.min(MAX_ATTEMPTS, maxAttempts) : maxAttempts;
  }

  /**
   * The last drain of a process that has nothing else to do: short, with few tries, and not repeated for
   * records that it could not deliver before. What is left goes to disk.
   * @param options.isHurried - whether a signal ends the process: a batch from disk that is under way is not waited for
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
   * What waits on disk from before has its turn when a process has nothing else to do, in what is left of its time:
   * where every program is short, no other would send it. Once, and only to a server that is well.
   */
  async replay(): Promise<void> {
    const { ledger, replay } = this.#parts.engine;
    const leftMs = this.#timeLeftMs();
    if (this.#hasReplayed || leftMs === 0 || ledger.health().state !== "delivering") return;
    this.#hasReplayed = true;
    await replay.sendWaiting({ timeoutMs: leftMs });
  }

  /** The last thing before the process ends, synchronously: what is in memory goes to disk, or is told to be lost. */
  keep(): void {
    const { requests, ledger } = this.#parts.engine;
    const { left } = this.keepAllNow();
    // A request that the server never finishes could hold the process for as long as its own time limit.
    requests.abortAll();
    if (left > 0) ledger.leftAtExit(left);
  }

  /** Puts everything in memory on disk, synchronously. Where that fails it stays in memory. */
  keepAllNow(): KeptRecords {
    const kept = this.#parts.engine.scheduler.keepAllNow();
    this.#parts.onSettled();
    return kept;
  }

  /** Ends what is under way, for a delivery that is closed. Resolves when nothing is sent from disk any more. */
  async abandon(): Promise<void> {
    const { replay, requests, sleep } = this.#parts.engine;
    this.#isClosed = true;
    const replayed = replay.stop();
    requests.abortAll();
    sleep.wakeAll();
    await replayed;
  }

  /** Of the time for the end, which begins when it is first asked for. */
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
