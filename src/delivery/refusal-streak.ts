import type { Clock } from "./clock.js";

/** So many single records refused one after the other, and it is not the records. */
const SINGLES_TO_SUSPECT = 5;
/** A server that has taken a request this lately does take records. */
const TRUST_MS = 60_000;

/** Tells bad records from a server that refuses everything. */
export class RefusalStreak {
  readonly #clock: Clock;
  #singles = 0;
  #trustedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A request was taken. */
  taken(): void {
    this.#singles = 0;
    this.#trustedUntilMs = this.#clock.elapsedMs() + TRUST_MS;
  }

  /** A record that stood alone was refused. True when the server seems to refuse everything. */
  singleRefused(): boolean {
    this.#singles += 1;
    if (this.#singles < SINGLES_TO_SUSPECT || this.#clock.elapsedMs() < this.#trustedUntilMs) return false;
    this.#singles = 0;
    return true;
  }
}
