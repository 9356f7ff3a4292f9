import { createHmac, scryptSync } from "node:crypto";
import { Token } from "./token.js";
import type { WallClock } from "./wall-clock.js";

const VALID_SECONDS = 30 * 86_400;

/**
 * Cookies of browsers that have logged in. Browsers send a cookie to every port of a machine, other programs' servers
 * among them: so it holds the time at which it ends and a signature of that, and not the token. It outlives a restart.
 */
export class PageSessions {
  readonly #key: Buffer;
  readonly #cookie: string;
  readonly #clock: WallClock;

  /** @param port - of this server: another with another token must not replace its cookie */
  constructor(token: string, port: number, clock: WallClock) {
    this.#clock = clock;
    // Slow on purpose: who has a cookie could try tokens until one signs it.
    this.#key = scryptSync(token, "langchain-opik page session", 32);
    this.#cookie = `langchain_opik_session_${port}`;
  }

  /** A header that sets the cookie: no script reads it, and no other site's page sends it. */
  start(): string {
    const expiresAtMs = this.#clock.wallTimeMs() + VALID_SECONDS * 1000;
    const value = `${expiresAtMs}.${this.#signature(expiresAtMs)}`;
    return `${this.#cookie}=${value}; Path=/; Max-Age=${VALID_SECONDS}; HttpOnly; SameSite=Strict`;
  }

  isIn(cookies: string | undefined): boolean {
    const [, expiry = "", signature = ""] = /^(\d{1,15})\.([\w-]+)$/.exec(this.#valueIn(cookies)) ?? [];
    const expiresAtMs = Number(expiry);
    return new Token(this.#signature(expiresAtMs)).matches(signature) && this.#clock.wallTimeMs() < expiresAtMs;
  }

  #valueIn(cookies = ""): string {
    const [found = ""] = cookies.split(";").filter((cookie) => cookie.trim().startsWith(`${this.#cookie}=`));
    return found.trim().slice(this.#cookie.length + 1);
  }

  #signature(expiresAtMs: number): string {
    return createHmac("sha256", this.#key).update(String(expiresAtMs)).digest("base64url");
  }
}
