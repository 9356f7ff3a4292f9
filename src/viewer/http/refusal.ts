import type { AnswerHeaders } from "./answer.js";

/** Why a request is refused, in words for its sender. It contains nothing of the request. */
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
