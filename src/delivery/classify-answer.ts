import { toldRateLimitWaitMs, toldRetryAfterMs } from "../resilience/told-wait.js";
import type { DeliveryOutcome } from "./delivery-outcome.js";
import type { HttpAnswer } from "./http-transport.js";
import { serverMessage } from "./server-message.js";

type Answered = Extract<HttpAnswer, { kind: "answered" }>;

/** Says what an answer means. `wallTimeMs` is the time of day, for headers that name a point in time. */
export function classifyAnswer(answer: HttpAnswer, wallTimeMs: number): DeliveryOutcome {
  if (answer.kind === "failed") return { kind: "retry", cause: answer.cause, message: answer.message };
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: "accepted" };
  if (status === 429) return retry(answer, "rate_limited", toldRateLimitWaitMs(answer.headers, wallTimeMs));
  if (status === 408 || status >= 500) {
    return retry(answer, "server_error", toldRetryAfterMs(answer.headers, wallTimeMs));
  }
  return { kind: "refused", status, message: refusal(answer) };
}

function retry(answer: Answered, cause: "rate_limited" | "server_error", afterMs: number | undefined): DeliveryOutcome {
  const message = `status ${answer.status}${detail(answer)}`;
  return { kind: "retry", cause, message, ...(afterMs !== undefined && { afterMs }) };
}

function refusal(answer: Answered): string {
  return `status ${answer.status}${detail(answer)}. ${advice(answer.status)}`;
}

function detail(answer: Answered): string {
  const said = serverMessage(answer.body);
  return said === "" ? "" : `: ${said}`;
}

function advice(status: number): string {
  if (status >= 300 && status < 400) return "Redirects are not followed: set the API URL to the server's own address.";
  switch (status) {
    case 401:
    case 403:
      return "Check the API key and the workspace.";
    case 402:
      return "The plan's quota is used up: see the account's billing page.";
    case 404:
      return "Check the API URL: it usually ends in /api.";
    case 413:
      return "The request is too large for the server or a proxy before it: lower maxBatchBytes.";
    default:
      return "The server does not take these records as they are.";
  }
}
