import type { ServerResponse } from "node:http";

export type AnswerHeaders = Readonly<Record<string, string>>;

/** The response to a request. */
export type Answer =
  | { readonly kind: "empty"; readonly status: number; readonly headers?: AnswerHeaders }
  | { readonly kind: "json"; readonly status: number; readonly body: unknown; readonly headers?: AnswerHeaders }
  | {
      readonly kind: "content";
      readonly status: number;
      /** MIME type. */
      readonly type: string;
      readonly content: Uint8Array | string;
      readonly headers?: AnswerHeaders;
    }
  /** Goes on for as long as the other side listens. */
  | { readonly kind: "stream"; readonly open: (response: ServerResponse) => void };

export const NO_CONTENT: Answer = { kind: "empty", status: 204 };

export function json(body: unknown, status = 200): Answer {
  return { kind: "json", status, body };
}
