import type { IncomingHttpHeaders } from "node:http";
import type { Answer } from "./answer.js";

/** A request as the routes see it. */
export interface Call {
  readonly method: string;
  /** The named parts of the path, decoded. */
  readonly part: (name: string) => string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The decompressed body. @throws Refusal where it is too large, or not encoded as it says */
  readonly bytes: () => Promise<Buffer>;
  /** The body as JSON. @throws Refusal where it is not JSON */
  readonly json: () => Promise<unknown>;
}

export type Respond = (call: Call) => Promise<Answer> | Answer;

export interface Route {
  readonly method: string;
  /** Its parts; `:name` matches any part. */
  readonly parts: readonly string[];
  readonly respond: Respond;
}

/** @param path - such as `/v1/private/traces/:id`; a part with a colon before it matches any text */
export function route(method: string, path: string, respond: Respond): Route {
  return { method, parts: path.split("/"), respond };
}

export type Match =
  | { readonly kind: "found"; readonly respond: Respond; readonly named: ReadonlyMap<string, string> }
  /** The path is known, with other methods. */
  | { readonly kind: "other_method"; readonly methods: readonly string[] }
  | { readonly kind: "unknown" };

/** The first route that matches: paths without named parts come before those with them. */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match {
  const given = path.split("/");
  const methods: string[] = [];
  for (const { method: wanted, parts, respond } of routes) {
    const named = namedParts(parts, given);
    if (named === undefined) continue;
    if (wanted === method) return { kind: "found", respond, named };
    methods.push(wanted);
  }
  return methods.length === 0 ? { kind: "unknown" } : { kind: "other_method", methods };
}

function namedParts(parts: readonly string[], given: readonly string[]): ReadonlyMap<string, string> | undefined {
  if (parts.length !== given.length) return undefined;
  const named = new Map<string, string>();
  for (const [index, part] of parts.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) {
      const decoded = decodedPart(value);
      if (decoded === undefined || decoded === "") return undefined;
      named.set(part.slice(1), decoded);
    } else if (part !== value) return undefined;
  }
  return named;
}

function decodedPart(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
