import type { IncomingMessage } from "node:http";
import { checkOrigin, type DoorRules } from "../guard/door.js";
import { tokenCookie } from "../guard/token.js";
import type { Answer } from "../http/answer.js";
import { Refusal } from "../http/refusal.js";
import type { PageFiles } from "./page-files.js";

/** Answers the requests with which a browser loads the page, which contains no traces itself. Never rejects. */
export async function answerPage(request: IncomingMessage, rules: DoorRules, files: PageFiles): Promise<Answer> {
  const { url = "/", method = "", headers } = request;
  const [path = "/", query = ""] = url.split("?", 2);
  try {
    checkOrigin(headers, rules);
    if (method !== "GET" && method !== "HEAD") throw new Refusal(404, "this server has no such path");
    const token = new URLSearchParams(query).get("token");
    if (token !== null) return entered(path, token, rules);
    return await files.answer(path, headers["accept-encoding"] ?? "");
  } catch (error) {
    if (!(error instanceof Refusal)) return text(500, "The server failed.");
    return text(error.status, `${error.message}.`);
  }
}

/**
 * The token is removed from the address at once: otherwise it would be in the browser's history, and in copied
 * addresses.
 */
function entered(path: string, token: string, rules: DoorRules): Answer {
  if (rules.token !== undefined && !rules.token.matches(token))
    throw new Refusal(401, "that is not this server's token");
  const cookie = rules.token === undefined ? {} : { "set-cookie": tokenCookie(token) };
  // Two slashes would name another server.
  return { kind: "empty", status: 303, headers: { location: path.replace(/^\/+/, "/"), ...cookie } };
}

function text(status: number, content: string): Answer {
  return { kind: "content", status, type: "text/plain; charset=utf-8", content: `${content}\n` };
}
