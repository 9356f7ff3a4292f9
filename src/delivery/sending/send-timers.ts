import type { CancelTimer, Clock } from "../clock.js";

interface SendTimersOptions {
  readonly clock: Clock;
  readonly maxWaitMs: number;
  /** A batch is full. */
  readonly onFull: () => void;
  /** The oldest record has waited long enough. */
  readonly onAge: () => void;
}

/** The two reasons to send, as timers that do not keep the process alive: accepting a record does no work itself. */
export class SendTimers {
  readonly #options: SendTimersOptions;
  #age: CancelTimer | undefined;
  #full: CancelTimer | undefined;

  constructor(options: SendTimersOptions) {
    this.#options = options;
  }

  startAge(): void {
    const { clock, maxWaitMs, onAge } = this.#options;
    this.#age ??= clock.after(maxWaitMs, () => {
      this.#age = undefined;
      onAge();
    });
  }

  startFull(): void {
    const { clock, onFull } = this.#options;
    this.#full ??= clock.after(0, () => {
      this.#full = undefined;
      onFull();
    });
  }

  stop(): void {
    this.#age?.();
    this.#full?.();
    this.#age = undefined;
    this.#full = undefined;
  }
}
