import { randomBytes } from "node:crypto";
import { Token } from "./token.js";
import type { WallClock } from "./wall-clock.js";

/** A browser that has to be started first takes its time. */
const VALID_MS = 120_000;
/** Nobody opens more pages at once. */
const MAX_CODES = 10;

/**
 * Codes that each log one browser in. A command's arguments and a browser's history may be read by others, so the
 * address that `--open` shows holds such a code in place of the token.
 */
export class LoginCodes {
  readonly #expiries = new Map<Token, number>();
  readonly #clock: WallClock;

  constructor(clock: WallClock) {
    this.#clock = clock;
  }

  issue(): string {
    const code = randomBytes(24).toString("base64url");
    const [oldest] = this.#expiries.keys();
    if (oldest !== undefined && this.#expiries.size >= MAX_CODES) this.#expiries.delete(oldest);
    this.#expiries.set(new Token(code), this.#clock.wallTimeMs() + VALID_MS);
    return code;
  }

  /** Whether the code is good. It is no longer after that. */
  redeem(given: string): boolean {
    for (const [code, expiresAtMs] of this.#expiries) {
      if (!code.matches(given)) continue;
      this.#expiries.delete(code);
      return this.#clock.wallTimeMs() < expiresAtMs;
    }
    return false;
  }
}
