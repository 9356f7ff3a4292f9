import { AbortController } from "../../runtime/abort-controller.js";
import { systemClock } from "../../runtime/system-clock.js";
import type { DeliverySettings } from "../delivery-settings.js";
import { MAX_ANSWER_BYTES, MAX_BODY_WAIT_MS, networkMessage } from "./http-exchange.js";
import type { HttpAnswer, Transport } from "./http-transport.js";
import { maskedAnswer } from "./masked-answer.js";
import { batchHeaders } from "./request-headers.js";

type FetchSettings = Pick<DeliverySettings, "apiUrl" | "apiKey" | "workspaceName" | "headers" | "requestTimeoutMs">;

// Taken when this package is loaded: a program's tests may put another one in its place, which must see theirs alone.
const ownFetch = globalThis.fetch;

/** Posts with the runtime's `fetch`, compressed where the runtime can: the way of edge runtimes and browsers. */
export function createFetchTransport(settings: FetchSettings): Transport {
  const baseUrl = settings.apiUrl.replace(/(?<!\/)\/+$/, "");
  return {
    async post(path, body, signal) {
      const limits = limitsOf(signal, settings.requestTimeoutMs);
      try {
        const request = await batchRequest(settings, body);
        return maskedAnswer(await readAnswer(await ownFetch(baseUrl + path, { ...request, signal: limits.signal })));
      } catch (error) {
        return limits.failure() ?? { kind: "failed", cause: "network", message: fetchMessage(error) };
      } finally {
        limits.lift();
      }
    },
    // The runtime keeps its connections itself.
    close: () => undefined,
  };
}

interface Limits {
  readonly signal: AbortSignal;
  /** What ended the request, if one of the limits did. */
  failure(): HttpAnswer | undefined;
  lift(): void;
}

/** The caller's signal and the time limit as one. Next.js's edge runtime has no `AbortSignal.any`. */
function limitsOf(callerSignal: AbortSignal, timeoutMs: number): Limits {
  const controller = new AbortController();
  let failure: HttpAnswer | undefined;
  const abort = (cause: "network" | "timeout", message: string) => {
    failure ??= { kind: "failed", cause, message };
    controller.abort();
  };
  const onAbort = () => {
    abort("network", "the request was cut off");
  };
  const cancelLimit = systemClock.after(timeoutMs, () => {
    abort("timeout", `no answer within ${timeoutMs} ms`);
  });
  callerSignal.addEventListener("abort", onAbort, { once: true });
  if (callerSignal.aborted) onAbort();
  return {
    signal: controller.signal,
    failure: () => failure,
    lift() {
      cancelLimit();
      callerSignal.removeEventListener("abort", onAbort);
    },
  };
}

async function batchRequest(settings: FetchSettings, body: string): Promise<RequestInit> {
  const compressed = await gzip(body);
  const headers = checkedHeaders(batchHeaders(settings, compressed === undefined ? "identity" : "gzip"));
  return { method: "POST", redirect: "manual", headers, body: compressed ?? body };
}

/** Whole bytes, no stream: some servers want to be told the length. Undefined where the runtime cannot compress. */
async function gzip(text: string): Promise<ArrayBuffer | undefined> {
  try {
    return await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
  } catch {
    return undefined;
  }
}

/** @throws Error that does not repeat the value, which may be a key. */
function checkedHeaders(headers: Readonly<Record<string, string>>): Headers {
  try {
    return new Headers(headers);
  } catch {
    throw new Error("the API key, the workspace or a header has a character that no HTTP header may have");
  }
}

/** The status is the answer; a body that breaks off does not change it. */
async function readAnswer({ status, headers, body }: Response): Promise<HttpAnswer> {
  return { kind: "answered", status, headers: Object.fromEntries(headers), body: await readBeginning(body) };
}

async function readBeginning(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  // What came before is what there is.
  const cancelWait = systemClock.after(MAX_BODY_WAIT_MS, () => {
    reader?.cancel().catch(() => undefined);
  });
  try {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      text += decoder.decode(part.value, { stream: true });
      if (text.length >= MAX_ANSWER_BYTES) await reader?.cancel();
    }
  } catch {
    // It broke off.
  } finally {
    cancelWait();
  }
  return text.slice(0, MAX_ANSWER_BYTES);
}

/** Node's `fetch` puts what went wrong into the cause. */
function fetchMessage(error: unknown): string {
  return networkMessage(error instanceof Error && error.cause instanceof Error ? error.cause : error);
}
