import type { ClientRequest, IncomingMessage } from "node:http";
import { safeMessage } from "../../logging/safe-text.js";
import { ignoreErrors } from "../../runtime/ignore-errors.js";
import { readBeginning } from "./answer-body.js";
import type { HttpAnswer } from "./http-transport.js";
import { watchLimits } from "./request-limits.js";

interface ExchangeOptions {
  readonly body: Uint8Array;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Sends the body and reads the answer. The socket is unref'd, so that a silent server cannot keep the process alive.
 */
export function exchange(request: ClientRequest, { body, timeoutMs, signal }: ExchangeOptions): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const limits = watchLimits({
      signal,
      timeoutMs,
      onEnd: (failure) => {
        resolve(failure);
        ignoreErrors(() => request.destroy());
      },
    });
    const settle = (answer: HttpAnswer) => {
      limits.lift();
      resolve(answer);
    };
    const fail = (error: unknown) => {
      settle({ kind: "failed", cause: "network", message: networkMessage(error) });
    };
    // A program's tests may have replaced `node:http`.
    try {
      request.once("socket", (socket) => {
        ignoreErrors(() => socket.unref());
      });
      request.on("error", fail);
      request.once("response", (response) => {
        limits.liftTimeLimit();
        readAnswer(response).then(settle, fail);
      });
      request.end(body);
    } catch (error) {
      fail(error);
      ignoreErrors(() => request.destroy());
    }
  });
}

/** Several addresses may have been tried: then only the code is informative. */
export function networkMessage(error: unknown): string {
  if (!(error instanceof Error)) return "unknown network failure";
  if (error.message !== "") return safeMessage(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/** The status is the answer; a body that breaks off does not change it. */
async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  const body = await readBeginning(response, () => response.destroy());
  return { kind: "answered", status: response.statusCode ?? 0, headers: singleHeaders(response), body };
}

function singleHeaders({ headers }: IncomingMessage): Record<string, string> {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) single[name] = typeof value === "string" ? value : value.join(", ");
  }
  return single;
}
