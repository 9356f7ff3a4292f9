import { safeText } from "../../logging/safe-text.js";
import type { DeliveryFailureReason, DeliveryHealth } from "../../records/delivery-health.js";
import { systemClock } from "../../runtime/system-clock.js";
import type { Clock } from "../clock.js";

/** What `AnswerHistory` knows of a delivery's health. */
export type AnswerHealth = Pick<DeliveryHealth, "lastSuccess" | "lastFailure"> & {
  readonly state: "idle" | "delivering" | "failing";
};

/** The newest good and the newest bad answer of a server. */
export class AnswerHistory {
  readonly #clock: Clock;
  #health: AnswerHealth = { state: "idle" };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get health(): AnswerHealth {
    return this.#health;
  }

  succeeded(): void {
    this.#health = { ...this.#health, state: "delivering", lastSuccess: { at: this.#now() } };
  }

  failed(reason: DeliveryFailureReason, message: string): void {
    const lastFailure = { at: this.#now(), reason, message: safeText(message) };
    this.#health = { ...this.#health, state: "failing", lastFailure };
  }

  #now(): string {
    return systemClock.isoText(this.#clock.wallTimeMs());
  }
}
