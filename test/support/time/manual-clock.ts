import type { Clock } from "../../../src/delivery/clock.js";
import { Arrivals } from "../opik-server/arrivals.js";

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock that a test moves. It tells which waits were asked for instead of letting them pass. */
export class ManualClock implements Clock {
  /** Every wait that was asked for, in milliseconds, in order. */
  readonly asked: number[] = [];
  readonly #timers = new Set<Timer>();
  readonly #arrivals = new Arrivals();
  #elapsedMs = 0;

  constructor(readonly startsAtMs = Date.UTC(2026, 0, 1)) {}

  wallTimeMs(): number {
    return this.startsAtMs + this.#elapsedMs;
  }

  elapsedMs(): number {
    return this.#elapsedMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer: Timer = { dueMs: this.#elapsedMs + delayMs, callback };
    this.#timers.add(timer);
    this.asked.push(delayMs);
    this.#arrivals.happened();
    return () => {
      this.#timers.delete(timer);
    };
  }

  every(intervalMs: number, callback: () => void): () => void {
    let cancel = () => {};
    const next = () => {
      cancel = this.after(intervalMs, () => {
        next();
        callback();
      });
    };
    next();
    return () => {
      cancel();
    };
  }

  /** Lets time pass: what is due is called, oldest first. */
  advance(durationMs: number): void {
    const untilMs = this.#elapsedMs + durationMs;
    for (let next = this.#nextDue(untilMs); next !== undefined; next = this.#nextDue(untilMs)) {
      this.#timers.delete(next);
      this.#elapsedMs = next.dueMs;
      next.callback();
    }
    this.#elapsedMs = untilMs;
  }

  /** Resolves when exactly this wait has been asked for so many times. */
  untilAsked(delayMs: number, times = 1): Promise<void> {
    return this.#arrivals.until(() => this.asked.filter((asked) => asked === delayMs).length >= times);
  }

  #nextDue(untilMs: number): Timer | undefined {
    return [...this.#timers].filter(({ dueMs }) => dueMs <= untilMs).sort((one, other) => one.dueMs - other.dueMs)[0];
  }
}
