import type { Clock } from "../clock.js";

/** Sleeps that can all be ended early. The sleeper checks the state again, as after any other sleep. */
export class WakeableSleep {
  readonly #clock: Clock;
  readonly #wakeUps = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  sleep(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wakeUp = () => {
        cancel();
        this.#wakeUps.delete(wakeUp);
        resolve();
      };
      const cancel = this.#clock.after(durationMs, wakeUp);
      this.#wakeUps.add(wakeUp);
    });
  }

  wakeAll(): void {
    for (const wakeUp of [...this.#wakeUps]) wakeUp();
  }
}
