import { withoutKnownSecrets } from "../../logging/known-secrets.js";
import type { HttpAnswer } from "./http-transport.js";

/** A server may repeat in its answer what was sent to it. Secrets are hidden before the text is cut anywhere. */
export function maskedAnswer(answer: HttpAnswer): HttpAnswer {
  if (answer.kind === "failed") return { ...answer, message: withoutKnownSecrets(answer.message) };
  return { ...answer, body: withoutKnownSecrets(answer.body) };
}
