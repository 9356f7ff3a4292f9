import { rateLimitWaitMs, retryAfterMs } from "../../retry/retry-after.js";
import type { ExportResult } from "../batch-exporter.js";
import type { HttpAnswer } from "./http-transport.js";
import { serverMessage } from "./server-message.js";

type Answered = Extract<HttpAnswer, { kind: "answered" }>;

const INVALID_STATUSES = new Set([400, 409, 422]);
const PASSING_STATUSES = new Set([408, 425]);

/** Classifies an answer. `wallTimeMs` is the time of day, for headers that name a point in time. */
export function classifyAnswer(answer: HttpAnswer, wallTimeMs: number): ExportResult {
  if (answer.kind === "failed") return { kind: "later", cause: answer.cause, message: answer.message };
  const { status, headers } = answer;
  if (isGood(status)) return isWebPage(answer) ? WEB_PAGE : { kind: "accepted" };
  if (status === 429) return later(answer, "rate_limited", rateLimitWaitMs(headers, wallTimeMs));
  if (status >= 500 || PASSING_STATUSES.has(status)) {
    return later(answer, "server_error", retryAfterMs(headers, wallTimeMs));
  }
  const message = `status ${status}${detail(answer)}. ${advice(status)}`;
  if (status === 413) return { kind: "split", cause: "too_large", message };
  if (INVALID_STATUSES.has(status)) return { kind: "split", cause: "invalid", message };
  return { kind: "stop", cause: status === 402 ? "out_of_quota" : "refused", message };
}

/** Whether the server did what it was asked. */
export function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

const WEB_PAGE: ExportResult = {
  kind: "stop",
  cause: "refused",
  message: "a web page answered, not Opik's API. Check the API URL: it usually ends in /api.",
};

/** Login pages and the start pages of web apps answer everything with 200, and have stored nothing. */
function isWebPage({ headers, body }: Answered): boolean {
  return (
    /^\s*(?:text\/html|application\/xhtml)/i.test(headers["content-type"] ?? "") ||
    /^\s*<(?:!doctype|html)\b/i.test(body)
  );
}

function later(answer: Answered, cause: "rate_limited" | "server_error", afterMs: number | undefined): ExportResult {
  const message = `status ${answer.status}${detail(answer)}`;
  return { kind: "later", cause, message, ...(afterMs !== undefined && { afterMs }) };
}

function detail(answer: Answered): string {
  const said = serverMessage(answer.body);
  return said === "" ? "" : `: ${said}`;
}

function advice(status: number): string {
  if (status >= 300 && status < 400) return "Redirects are not followed: set the API URL to the server's own address.";
  switch (status) {
    case 400:
    case 409:
    case 422:
      return "The server does not accept these records as they are; if it accepts none, check the API URL and the workspace.";
    case 401:
    case 403:
      return "Check the API key and the workspace.";
    case 402:
      return "The plan's quota is used up: see the account's billing page.";
    case 407:
      return "The proxy requires a login: put it into the proxy's address, as in http://name:password@host.";
    case 413:
      return "The request is too large for the server or a proxy in front of it: lower maxBatchBytes.";
    default:
      return "Check the API URL: it usually ends in /api.";
  }
}
