import type { Clock } from "../clock.js";

interface FlushWait {
  readonly lastSequence: number;
  readonly endsAtMs: number;
  readonly finish: () => void;
}

/** Callers of `flush()`, each waiting for the records that came before its call, for at most its own time limit. */
export class FlushWaits {
  readonly #clock: Clock;
  readonly #waits = new Set<FlushWait>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether anybody waits. */
  get isWaitedFor(): boolean {
    return this.#waits.size > 0;
  }

  /** Milliseconds until the first of them stops waiting; Infinity if nobody waits. */
  get endsInMs(): number {
    return Math.min(...[...this.#waits].map(({ endsAtMs }) => endsAtMs)) - this.#clock.elapsedMs();
  }

  /**
   * Resolves when every record up to `lastSequence` is settled, or after `timeoutMs`. Keeps the process alive until
   * then.
   */
  until(lastSequence: number, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        cancel();
        this.#waits.delete(wait);
        resolve();
      };
      const wait: FlushWait = { lastSequence, endsAtMs: this.#clock.elapsedMs() + timeoutMs, finish };
      const cancel = this.#clock.after(timeoutMs, finish, { keepsProcess: true });
      this.#waits.add(wait);
    });
  }

  /** Ends the waits for records older than the oldest one that is not settled. */
  settledBefore(firstUnsettled: number): void {
    for (const wait of [...this.#waits]) {
      if (wait.lastSequence < firstUnsettled) wait.finish();
    }
  }
}
