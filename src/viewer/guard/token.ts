import { createHash, timingSafeEqual } from "node:crypto";

/** The token that senders and the page need where a server asks for one. */
export class Token {
  readonly #digest: Buffer;

  constructor(token: string) {
    this.#digest = digestOf(token);
  }

  /** Takes as long for one that is nearly right as for any other. */
  matches(given: string): boolean {
    return timingSafeEqual(digestOf(given), this.#digest);
  }
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
