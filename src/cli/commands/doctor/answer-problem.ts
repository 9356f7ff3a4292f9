import { isGood } from "../../../delivery/http/classify-answer.js";
import type { HttpAnswer } from "../../../delivery/http/http-transport.js";
import { serverMessage } from "../../../delivery/http/server-message.js";
import { certificateAdvice } from "./certificate-advice.js";

/** What is wrong with an answer, and what to do. */
export interface AnswerProblem {
  readonly detail: string;
  readonly advice: string;
}

const USE_API_URL = "Set OPIK_URL_OVERRIDE to the address of Opik's API; it usually ends in /api.";

/** The problem of an answer that does not come from Opik's API; undefined if it does. */
export function answerProblem(answer: HttpAnswer, workspaceName: string): AnswerProblem | undefined {
  if (answer.kind === "failed") {
    const { message } = answer;
    const advice = /certificate/i.test(message)
      ? certificateAdvice(message)
      : "Check that the server runs, the API URL and the proxy.";
    return { detail: `no answer: ${message}`, advice };
  }
  const { status, headers, body } = answer;
  if (status >= 300 && status < 400) {
    return {
      detail: `status ${status}: the address redirects to ${headers["location"] ?? "another one"}`,
      advice: "Redirects are not followed. Set OPIK_URL_OVERRIDE to the address that it leads to.",
    };
  }
  if (isWebPage(headers["content-type"], body)) {
    return { detail: `status ${status}: a web page answered, not Opik's API`, advice: USE_API_URL };
  }
  if (isGood(status)) return undefined;
  const said = serverMessage(body);
  const detail = said === "" ? `status ${status}` : `status ${status}: ${said}`;
  return { detail, advice: adviceFor(status, workspaceName) };
}

function isWebPage(contentType: string | undefined, body: string): boolean {
  return contentType?.includes("text/html") === true || /^\s*<(?:!doctype|html)/i.test(body);
}

function adviceFor(status: number, workspaceName: string): string {
  switch (status) {
    case 401:
      return "The API key is not accepted. Check OPIK_API_KEY; Opik's own settings page shows your key.";
    case 402:
      return "The plan's quota is used up: see the account's billing page.";
    case 400:
    case 403:
      return `Check that the workspace "${workspaceName}" exists and that the key may use it (OPIK_WORKSPACE).`;
    case 404:
      return USE_API_URL;
    case 413:
      return "A proxy in front of the server accepts only small requests: lower maxBatchBytes.";
    case 429:
      return "The server limits the rate of requests. Wait a minute and try again.";
    default:
      return status >= 500 ? "The server failed: look at its logs." : "The server does not accept this request.";
  }
}
