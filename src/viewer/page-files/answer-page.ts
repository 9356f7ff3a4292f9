import type { IncomingMessage } from "node:http";
import { checkOrigin, type DoorRules } from "../guard/door.js";
import { type Login, loginIn } from "../guard/token-guard.js";
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
    const login = loginIn(path, query);
    if (login !== undefined) return loggedIn(request, login, rules);
    return await files.answer(path, headers["accept-encoding"] ?? "");
  } catch (error) {
    if (!(error instanceof Refusal)) return text(500, "The server failed.");
    return text(error.status, `${error.message}.`);
  }
}

/** What logs in leaves the address at once: it would stand in the browser's history, and in what is copied from there. */
function loggedIn({ method, headers }: IncomingMessage, login: Login, { guard }: DoorRules): Answer {
  // Two slashes would name another server.
  const location = login.by === "code" ? "/" : `/${login.path.replace(/^[/\\]+/, "")}`;
  // What only looks whether a link is good must not use it up.
  const cookie = method === "GET" ? guard?.logIn(login) : undefined;
  if (cookie === undefined && guard?.isIn(headers) === false) {
    throw new Refusal(401, "this link is too old, was used before, or has another token than this server's");
  }
  return { kind: "empty", status: 303, headers: { location, ...(cookie !== undefined && { "set-cookie": cookie }) } };
}

function text(status: number, content: string): Answer {
  return { kind: "content", status, type: "text/plain; charset=utf-8", content: `${content}\n` };
}
