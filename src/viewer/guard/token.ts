import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

const COOKIE = "langchain_opik_token";

/** The token that senders and the page need where a server asks for one. */
export class Token {
  readonly #digest: Buffer;

  constructor(token: string) {
    this.#digest = digestOf(token);
  }

  /** Whether a request brings it: as the API key of a sender, or as the cookie of the page. */
  isIn({ authorization, cookie }: IncomingHttpHeaders): boolean {
    const given = authorization === undefined ? cookieIn(cookie) : authorization.replace(/^Bearer /i, "");
    return given !== undefined && this.matches(given);
  }

  /** Takes the same time for a nearly right token as for any other. */
  matches(given: string): boolean {
    return timingSafeEqual(digestOf(given), this.#digest);
  }
}

/**
 * The cookie of a browser that has opened the page with a token: no script can read it, and no other site can send it.
 */
export function tokenCookie(token: string): string {
  return `${COOKIE}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Strict`;
}

function cookieIn(header: string | undefined): string | undefined {
  const value = header
    ?.split(";")
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);
  try {
    return value === undefined ? undefined : decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
