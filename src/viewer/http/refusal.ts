import type { AnswerHeaders } from "./answer.js";

/** Why a request is not done, in words for whoever sent it. It holds nothing of what was sent. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly reasons: readonly string[];
  readonly headers: AnswerHeaders;

  constructor(status: number, reasons: string | readonly string[], headers: AnswerHeaders = {}) {
    const list = typeof reasons === "string" ? [reasons] : reasons;
    super(list.join("; "));
    this.status = status;
    this.reasons = list;
    this.headers = headers;
  }
}
