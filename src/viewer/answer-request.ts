import type { IncomingMessage } from "node:http";
import { logWarning } from "../logging/log.js";
import { isStoreError } from "../store/index.js";
import type { Answer, AnswerHeaders } from "./http/answer.js";
import { type BodyReader, checkJsonType, parseJson } from "./http/read-body.js";
import { Refusal } from "./http/refusal.js";
import { type Call, matchRoute, type Route } from "./http/routes.js";

/** The routes below one path, and the form of their errors. */
export interface Area {
  /** Whether the path is open to everybody, with or without a token. */
  readonly isOpen: (path: string) => boolean;
  readonly base: string;
  readonly routes: readonly Route[];
  /** Why a path that none of them has is refused, where there is more to say than that. */
  readonly refusalOf?: (path: string) => Refusal | undefined;
  /** The body of an answer that something could not be done. */
  readonly errorBody: (reasons: readonly string[]) => unknown;
}

/** Undefined where the path is in none of the areas. */
export function areaOf(areas: readonly Area[], path: string): Area | undefined {
  return areas.find(({ base }) => path === base || path.startsWith(`${base}/`));
}

/** Never rejects. @param enter - throws where the request is not allowed */
export async function answerRequest(
  area: Area,
  request: IncomingMessage,
  bodies: BodyReader,
  enter: () => void,
): Promise<Answer> {
  try {
    enter();
    return await respond(area, request, bodies);
  } catch (error) {
    const { status, reasons, headers } = refusalOf(error);
    return { kind: "json", status, body: area.errorBody(reasons), headers };
  }
}

async function respond(area: Area, request: IncomingMessage, bodies: BodyReader): Promise<Answer> {
  const [path = "", query = ""] = (request.url ?? "/").split("?", 2);
  const method = request.method === "HEAD" ? "GET" : (request.method ?? "");
  const below = path.slice(area.base.length);
  const match = matchRoute(area.routes, method, below);
  switch (match.kind) {
    case "unknown":
      throw area.refusalOf?.(below) ?? new Refusal(404, "this server has no such path");
    case "other_method":
      throw new Refusal(405, "this path does not allow this method", { allow: match.methods.join(", ") });
    case "found": {
      const bytes = () => bodies.read(request);
      const call: Call = {
        method,
        part: (name) => match.named.get(name) ?? "",
        query: new URLSearchParams(query),
        headers: request.headers,
        bytes,
        json: async () => {
          checkJsonType(request.headers);
          return parseJson(await bytes());
        },
      };
      return match.respond(call);
    }
  }
}

interface Refused {
  readonly status: number;
  readonly reasons: readonly string[];
  readonly headers: AnswerHeaders;
}

function refusalOf(error: unknown): Refused {
  if (error instanceof Refusal) return error;
  if (isStoreError(error)) {
    const reasons = [error.message];
    if (error.code === "bad_option") return { status: 400, reasons, headers: {} };
    // Records that were not stored should be sent again: senders keep them meanwhile.
    return { status: 503, reasons, headers: { "retry-after": "5" } };
  }
  logWarning(`The viewer's server failed to answer: ${error instanceof Error ? error.name : "unknown"}.`);
  return { status: 500, reasons: ["the server failed"], headers: {} };
}
