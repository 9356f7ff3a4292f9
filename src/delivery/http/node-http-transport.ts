import type { Agent } from "node:http";
import { AbortController } from "../../runtime/abort-controller.js";
import { ignoreErrors } from "../../runtime/ignore-errors.js";
import { loadNodeModule } from "../../runtime/late-node-modules.js";
import { isJestFile } from "../../runtime/test-runners.js";
import { type GzipParts, gzipTexts } from "./gzip-texts.js";
import { exchange, networkMessage } from "./http-exchange.js";
import type { HttpAnswer, HttpSettings, Transport } from "./http-transport.js";
import { maskedAnswer } from "./masked-answer.js";
import { type BeginRequest, loadProxy } from "./proxy.js";
import { batchHeaders, uploadHeaders } from "./request-headers.js";
import { ABORTED, uploadTimeMs } from "./request-limits.js";

/** Fewer turns of the event loop than with zlib's own 16 kB. */
const GZIP_CHUNK_BYTES = 128 * 1024;

/** Node's own modules, loaded with the first request: other runtimes have another transport. */
interface NodeHttp {
  readonly begin: BeginRequest;
  readonly gzip: (texts: readonly string[]) => Promise<Uint8Array>;
  /** Keeps connections open between requests; not used through a proxy. */
  readonly agent: Agent;
}

/** Sends over `node:http` or `node:https`, JSON compressed, through the proxy that the environment names. */
export function createNodeHttpTransport(settings: HttpSettings): Transport {
  const apiUrl = settings.apiUrl.replace(/(?<!\/)\/+$/, "");
  const ways = new NodeWays(settings.concurrency);
  if (isJestFile()) ignoreErrors(() => ways.to(new URL(apiUrl)));
  return {
    apiUrl,
    post: (path, body, signal) =>
      answered(async () => {
        const url = new URL(apiUrl + path);
        const node = await ways.to(url);
        const bytes = await node.gzip(body);
        const headers = batchHeaders(settings, "gzip");
        return send(node, { method: "POST", url, headers, bytes, timeoutMs: settings.requestTimeoutMs, signal });
      }),
    put: ({ url, bytes, to }, signal) =>
      answered(async () => {
        const headers = to === "api" ? uploadHeaders(settings) : {};
        const timeoutMs = settings.requestTimeoutMs + uploadTimeMs(bytes.byteLength);
        return send(await ways.to(url), { method: "PUT", url, headers, bytes, timeoutMs, signal });
      }),
    close() {
      ways.close();
    },
  };
}

async function answered(request: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  try {
    return await request();
  } catch (error) {
    return { kind: "failed", cause: "network", message: networkMessage(error) };
  }
}

interface Sending {
  readonly method: "POST" | "PUT";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

async function send(node: NodeHttp, { method, url, headers, bytes, timeoutMs, signal }: Sending): Promise<HttpAnswer> {
  if (signal.aborted) return ABORTED;
  const connecting = new AbortController();
  const options = { method, headers: { ...headers, "content-length": bytes.byteLength } };
  const request = node.begin(url, options, connecting.signal);
  const answer = await exchange(request, { body: bytes, timeoutMs, signal });
  if (answer.kind === "failed") connecting.abort();
  return maskedAnswer(answer);
}

/** A server may name another storage each time. */
const MAX_WAYS = 4;

/** The connections to the API and to its storage of files, by their origin. */
class NodeWays {
  readonly #concurrency: number;
  readonly #loading = new Map<string, Promise<NodeHttp>>();

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  to({ origin }: URL): Promise<NodeHttp> {
    const known = this.#loading.get(origin);
    if (known !== undefined) return known;
    const [first, second] = this.#loading.keys();
    // The first is the API's.
    if (this.#loading.size >= MAX_WAYS && first !== undefined && second !== undefined) this.#end(second);
    const loading = loadNodeHttp(new URL(origin), this.#concurrency);
    this.#loading.set(origin, loading);
    return loading;
  }

  close(): void {
    for (const origin of [...this.#loading.keys()]) this.#end(origin);
  }

  #end(origin: string): void {
    const ended = this.#loading.get(origin);
    this.#loading.delete(origin);
    void ended?.then(
      ({ agent }) => {
        agent.destroy();
      },
      () => undefined,
    );
  }
}

async function loadNodeHttp(target: URL, concurrency: number): Promise<NodeHttp> {
  const [{ Agent, request }, { createGzip, constants }, { Readable }, beginThroughProxy] = await Promise.all([
    loadNodeModule(target.protocol === "https:" ? "node:https" : "node:http"),
    loadNodeModule("node:zlib"),
    loadNodeModule("node:stream"),
    loadProxy(target),
  ]);
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const gzipParts: GzipParts = {
    createGzip: () => createGzip({ level: constants.Z_BEST_SPEED, chunkSize: GZIP_CHUNK_BYTES }),
    streamOf: (pieces) => Readable.from(pieces, { highWaterMark: 1 }),
  };
  return {
    begin: beginThroughProxy ?? ((url, options) => request(url, { ...options, agent })),
    gzip: (texts) => gzipTexts(texts, gzipParts),
    agent,
  };
}
