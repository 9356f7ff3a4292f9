import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "../http/refusal.js";
import { isLoopbackHost } from "./known-hosts.js";
import type { TokenGuard } from "./token-guard.js";

export interface DoorRules {
  /** Where there is one, all that reads or writes traces needs it. */
  readonly guard: TokenGuard | undefined;
}

/**
 * Lets in only this machine's own programs and the server's own page. Pages elsewhere can make a browser send requests
 * here, with another `Host` or with an `Origin` of their own.
 *
 * @throws Refusal 403
 */
export function checkOrigin(headers: IncomingHttpHeaders, { guard }: DoorRules): void {
  const { host, origin } = headers;
  // Under other names a server is reached with a token alone, which no other page has.
  if (guard === undefined && !isLoopbackHost(host)) {
    throw new Refusal(403, "this server answers only to localhost; start it with --host and --token for other names");
  }
  const isForeign = origin === undefined ? isFromElsewhere(headers) : !isSameOrigin(origin, host);
  if (isForeign) throw new Refusal(403, "a page of another origin may not use this server");
}

/** @throws Refusal 401 */
export function checkToken(headers: IncomingHttpHeaders, { guard }: DoorRules): void {
  if (guard === undefined || guard.isIn(headers)) return;
  throw new Refusal(401, "this server requires its token: senders give it as OPIK_API_KEY, the page once as /?token=…");
}

/** Whether a page elsewhere makes the request, which may have no `Origin`; a person who follows a link is welcome. */
function isFromElsewhere(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  return (site === "cross-site" || site === "same-site") && headers["sec-fetch-mode"] !== "navigate";
}

/** A proxy in front of this server may use https. */
function isSameOrigin(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol) && new URL(origin).host === host;
}
