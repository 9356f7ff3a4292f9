import type { HttpAnswer } from "./http-transport.js";

/** A server may repeat in its answer the key that it was sent. It is hidden before the text is cut anywhere. */
export function answerWithoutSecret(answer: HttpAnswer, secret: string | undefined): HttpAnswer {
  return answer.kind === "answered" ? { ...answer, body: withoutSecret(answer.body, secret) } : answer;
}

export function withoutSecret(message: string, secret: string | undefined): string {
  return secret ? message.replaceAll(secret, "***") : message;
}
