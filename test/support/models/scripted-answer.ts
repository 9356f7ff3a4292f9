import type { IncomingMessage } from "node:http";

/** What goes wrong with a connection before the request was read. */
type ConnectionFault =
  /** Drops it as soon as the headers are there. */
  | { readonly kind: "reset_before_body" }
  /** Drops it after the first bytes of the body. */
  | { readonly kind: "reset_mid_body" }
  /** Closes its own side, and listens on without an answer. */
  | { readonly kind: "half_open" };

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
  | ConnectionFault
  /** Reads everything, keeps nothing, drops the connection. */
  | { readonly kind: "reset_after_body" }
  /** Keeps the records, and drops the connection in the middle of its answer. */
  | { readonly kind: "broken_answer" }
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

export function isConnectionFault(scripted: ScriptedAnswer | undefined): scripted is ConnectionFault {
  return ["reset_before_body", "reset_mid_body", "half_open"].some((kind) => kind === scripted?.kind);
}

export function playConnectionFault({ kind }: ConnectionFault, request: IncomingMessage): void {
  const { socket } = request;
  request.on("error", () => undefined);
  if (kind === "reset_before_body") socket.resetAndDestroy();
  if (kind === "reset_mid_body") request.once("data", () => socket.resetAndDestroy());
  if (kind === "half_open") {
    request.resume();
    socket.end();
  }
}
