import type { ClientRequest, IncomingMessage } from "node:http";
import { safeMessage } from "../../logging/safe-text.js";
import { ignoreErrors } from "../../runtime/ignore-errors.js";
import { systemClock } from "../../runtime/system-clock.js";
import type { HttpAnswer } from "./http-transport.js";

/** An answer is read this far: enough for what a server says about an error. */
export const MAX_ANSWER_BYTES = 64 * 1024;
/** How long a body is waited for: the status in front of it is the answer, and some bodies never end. */
export const MAX_BODY_WAIT_MS = 1_000;

interface ExchangeOptions {
  readonly body: Uint8Array;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Sends the body and reads the answer. The connection is taken off the event loop's account: a server that
 * never answers must not hold the host's process.
 */
export function exchange(request: ClientRequest, { body, timeoutMs, signal }: ExchangeOptions): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const settle = (answer: HttpAnswer) => {
      cancelLimit();
      signal.removeEventListener("abort", onAbort);
      resolve(answer);
    };
    const abort = (cause: "network" | "timeout", message: string) => {
      settle({ kind: "failed", cause, message });
      ignoreErrors(() => request.destroy());
    };
    const onAbort = () => {
      abort("network", "the request was cut off");
    };
    const cancelLimit = systemClock.after(timeoutMs, () => {
      abort("timeout", `no answer within ${timeoutMs} ms`);
    });
    signal.addEventListener("abort", onAbort, { once: true });
    // A program's tests may have put something else in the place of `node:http`.
    try {
      request.once("socket", (socket) => {
        ignoreErrors(() => socket.unref());
      });
      request.on("error", (error) => {
        settle({ kind: "failed", cause: "network", message: networkMessage(error) });
      });
      request.once("response", (response) => {
        cancelLimit();
        readAnswer(response, settle);
      });
      request.end(body);
    } catch (error) {
      abort("network", networkMessage(error));
    }
  });
}

/** Several addresses may have been tried: then only the code says something. */
export function networkMessage(error: unknown): string {
  if (!(error instanceof Error)) return "unknown network failure";
  if (error.message !== "") return safeMessage(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/** The status is the answer; a body that breaks off does not change it. */
function readAnswer(response: IncomingMessage, settle: (answer: HttpAnswer) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const finish = () => {
    const body = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString("utf8");
    settle({ kind: "answered", status: response.statusCode ?? 0, headers: singleHeaders(response), body });
  };
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) response.destroy();
  });
  const cancelWait = systemClock.after(MAX_BODY_WAIT_MS, () => response.destroy());
  response.once("error", finish);
  response.once("close", () => {
    cancelWait();
    finish();
  });
}

function singleHeaders({ headers }: IncomingMessage): Record<string, string> {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) single[name] = typeof value === "string" ? value : value.join(", ");
  }
  return single;
}
