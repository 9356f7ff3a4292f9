import { AbortController } from "../../runtime/abort-controller.js";
import { readBeginning } from "./answer-body.js";
import { networkMessage } from "./http-exchange.js";
import type { HttpAnswer, HttpSettings, Transport } from "./http-transport.js";
import { maskedAnswer } from "./masked-answer.js";
import { batchHeaders, uploadHeaders } from "./request-headers.js";
import { type RequestFailure, uploadTimeMs, watchLimits } from "./request-limits.js";

// Read when this package is loaded: a program's tests may replace it later, and should see only their own requests.
const ownFetch = globalThis.fetch;

/** Sends with the runtime's `fetch`, JSON compressed where the runtime can: for edge runtimes and browsers. */
export function createFetchTransport(settings: HttpSettings): Transport {
  const apiUrl = settings.apiUrl.replace(/(?<!\/)\/+$/, "");
  const { requestTimeoutMs } = settings;
  return {
    apiUrl,
    post: (path, body, signal) =>
      fetchWithin(requestTimeoutMs, signal, async () => [apiUrl + path, await compressedRequest(settings, body)]),
    put: ({ url, bytes, to }, signal) =>
      fetchWithin(requestTimeoutMs + uploadTimeMs(bytes.byteLength), signal, () => {
        const headers = checkedHeaders(to === "api" ? uploadHeaders(settings) : {});
        return Promise.resolve([url.href, { method: "PUT", redirect: "manual", headers, body: bytes }]);
      }),
    // The runtime keeps its connections itself.
    close: () => undefined,
  };
}

async function fetchWithin(
  timeoutMs: number,
  signal: AbortSignal,
  prepare: () => Promise<readonly [url: string, request: RequestInit]>,
): Promise<HttpAnswer> {
  const limits = limitsOf(signal, timeoutMs);
  try {
    const [url, request] = await prepare();
    return maskedAnswer(await readAnswer(await ownFetch(url, { ...request, signal: limits.signal })));
  } catch (error) {
    return limits.failure() ?? { kind: "failed", cause: "network", message: fetchMessage(error) };
  } finally {
    limits.lift();
  }
}

/** The caller's signal and the time limit as one. Next.js's edge runtime has no `AbortSignal.any`. */
function limitsOf(signal: AbortSignal, timeoutMs: number) {
  const controller = new AbortController();
  let failure: RequestFailure | undefined;
  const { lift } = watchLimits({
    signal,
    timeoutMs,
    onEnd: (end) => {
      failure = end;
      controller.abort();
    },
  });
  return { signal: controller.signal, lift, failure: () => failure };
}

async function compressedRequest(settings: HttpSettings, body: readonly string[]): Promise<RequestInit> {
  const compressed = await gzip(body);
  const headers = checkedHeaders(batchHeaders(settings, compressed === undefined ? "identity" : "gzip"));
  return { method: "POST", redirect: "manual", headers, body: compressed ?? body.join("") };
}

/** Whole bytes, not a stream: some servers require the length. Undefined if the runtime cannot compress. */
async function gzip(texts: readonly string[]): Promise<ArrayBuffer | undefined> {
  try {
    return await new Response(new Blob([...texts]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
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
  const reader = body?.getReader();
  const text = await readBeginning(partsOf(reader), () => {
    stopReading(reader);
  });
  return { kind: "answered", status, headers: Object.fromEntries(headers), body: text };
}

/** Edge runtimes and browsers can't iterate over every stream. */
async function* partsOf(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): AsyncGenerator<Uint8Array> {
  try {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) yield part.value;
  } finally {
    stopReading(reader);
  }
}

function stopReading(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): void {
  reader?.cancel().catch(() => undefined);
}

/** Node's `fetch` puts the reason into the cause. */
function fetchMessage(error: unknown): string {
  return networkMessage(error instanceof Error && error.cause instanceof Error ? error.cause : error);
}
