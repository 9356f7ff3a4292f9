import type { IncomingHttpHeaders } from "node:http";
import { systemClock } from "../../runtime/system-clock.js";
import { LoginCodes } from "./login-codes.js";
import { PageSessions } from "./page-sessions.js";
import { Token } from "./token.js";
import type { WallClock } from "./wall-clock.js";

/** No character of it means anything to the programs that open a browser. */
const LOGIN_PATH = /^\/login\/([\w-]+)$/;

/** What a browser's address brings to log it in. */
export type Login =
  | { readonly by: "token"; readonly token: string; readonly path: string }
  | { readonly by: "code"; readonly code: string };

/** Undefined: the address is that of the page itself. */
export function loginIn(path: string, query: string): Login | undefined {
  const [, code] = LOGIN_PATH.exec(path) ?? [];
  if (code !== undefined) return { by: "code", code };
  const token = new URLSearchParams(query).get("token");
  return token === null ? undefined : { by: "token", token, path };
}

/** Lets in who has the token: senders bring it with each request, and browsers once. */
export class TokenGuard {
  readonly #token: Token;
  readonly #sessions: PageSessions;
  readonly #codes: LoginCodes;

  constructor(token: string, port: number, clock: WallClock = systemClock) {
    this.#token = new Token(token);
    this.#sessions = new PageSessions(token, port, clock);
    this.#codes = new LoginCodes(clock);
  }

  /** Whether a request brings the token, as a sender's API key, or the cookie of a browser that has logged in. */
  isIn({ authorization, cookie }: IncomingHttpHeaders): boolean {
    // Opik's SDK sends an empty key where it has none.
    if (!authorization) return this.#sessions.isIn(cookie);
    return this.#token.matches(authorization.replace(/^Bearer /i, ""));
  }

  /** A header that sets the cookie for who brings the token, or a code that was not used yet; else undefined. */
  logIn(login: Login): string | undefined {
    const isRight = login.by === "code" ? this.#codes.redeem(login.code) : this.#token.matches(login.token);
    return isRight ? this.#sessions.start() : undefined;
  }

  /** An address of the page that logs one browser in, once and soon. */
  loginPath(): string {
    return `/login/${this.#codes.issue()}`;
  }
}
