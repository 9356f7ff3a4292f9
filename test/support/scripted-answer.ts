/** What the recording server does with one batch request. */
export type ScriptedAnswer =
  /** Answers with this status; a 2xx keeps the records. With `after`, only when that resolves. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly after?: Promise<void>;
    }
  /** Drops the connection as soon as the headers are there. */
  | { readonly kind: "reset_before_body" }
  /** Reads everything, keeps nothing, drops the connection. */
  | { readonly kind: "reset_after_body" }
  /** Reads everything and never answers. */
  | { readonly kind: "never" }
  /** Does not read the body before `until` resolves, then answers as usual. */
  | { readonly kind: "slow_read"; readonly until: Promise<void> };

export function answer(status: number, headers: Readonly<Record<string, string>> = {}, body = ""): ScriptedAnswer {
  return { kind: "status", status, headers, body };
}

/** An answer that waits for `release()`. */
export function heldAnswer(status = 204): { readonly answer: ScriptedAnswer; readonly release: () => void } {
  let release = () => {};
  const after = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { answer: { kind: "status", status, after }, release };
}
