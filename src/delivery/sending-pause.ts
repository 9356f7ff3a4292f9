import type { Clock } from "./clock.js";
import type { WakeableSleep } from "./wakeable-sleep.js";

/** The wait that a server asked for: it holds every request of the delivery, not only the one that was answered. */
export class SendingPause {
  readonly #clock: Clock;
  readonly #sleep: WakeableSleep;
  #endsAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, sleep: WakeableSleep) {
    this.#clock = clock;
    this.#sleep = sleep;
  }

  /** Milliseconds until sending may go on; 0 when it may. */
  remainingMs(): number {
    return Math.max(0, this.#endsAtMs - this.#clock.elapsedMs());
  }

  /** Holds sending for this long from now. A shorter pause never ends a longer one. */
  hold(durationMs: number): void {
    this.#endsAtMs = Math.max(this.#endsAtMs, this.#clock.elapsedMs() + durationMs);
  }

  /** Resolves when the pause is over, or earlier when `signal` is aborted and sleepers are woken. */
  async over(signal: AbortSignal): Promise<void> {
    for (let leftMs = this.remainingMs(); leftMs > 0 && !signal.aborted; leftMs = this.remainingMs()) {
      await this.#sleep.sleep(leftMs);
    }
  }
}
