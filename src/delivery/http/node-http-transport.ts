import type { Agent } from "node:http";
import { AbortController } from "../../runtime/abort-controller.js";
import { loadNodeModule } from "../../runtime/late-node-modules.js";
import { type GzipParts, gzipText } from "./gzip-text.js";
import { exchange, networkMessage } from "./http-exchange.js";
import type { HttpAnswer, HttpSettings, Transport } from "./http-transport.js";
import { maskedAnswer } from "./masked-answer.js";
import { type BeginRequest, loadProxy } from "./proxy.js";
import { batchHeaders } from "./request-headers.js";
import { ABORTED } from "./request-limits.js";

/** Fewer turns of the event loop than with zlib's own 16 kB. */
const GZIP_CHUNK_BYTES = 128 * 1024;

/** Node's own modules, loaded with the first request: other runtimes bring another transport. */
interface NodeHttp {
  readonly begin: BeginRequest;
  readonly gzip: (text: string) => Promise<Uint8Array>;
  /** Keeps connections open between requests; not used through a proxy. */
  readonly agent: Agent;
}

/** Posts over `node:http` or `node:https`, compressed, through the proxy that the environment names. */
export function createNodeHttpTransport(settings: HttpSettings): Transport {
  const baseUrl = settings.apiUrl.replace(/(?<!\/)\/+$/, "");
  let loading: Promise<NodeHttp> | undefined;
  return {
    async post(path, body, signal) {
      try {
        loading ??= loadNodeHttp(new URL(baseUrl), settings.concurrency);
        return await postOnce(await loading, new URL(baseUrl + path), { settings, body, signal });
      } catch (error) {
        return { kind: "failed", cause: "network", message: networkMessage(error) };
      }
    },
    close() {
      void loading?.then(
        ({ agent }) => {
          agent.destroy();
        },
        () => undefined,
      );
    },
  };
}

interface Post {
  readonly settings: HttpSettings;
  readonly body: string;
  readonly signal: AbortSignal;
}

async function postOnce(node: NodeHttp, url: URL, { settings, body, signal }: Post): Promise<HttpAnswer> {
  const compressed = await node.gzip(body);
  if (signal.aborted) return ABORTED;
  const connecting = new AbortController();
  const headers = { ...batchHeaders(settings, "gzip"), "content-length": compressed.byteLength };
  const request = node.begin(url, { method: "POST", headers }, connecting.signal);
  const answer = await exchange(request, { body: compressed, timeoutMs: settings.requestTimeoutMs, signal });
  if (answer.kind === "failed") connecting.abort();
  return maskedAnswer(answer);
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
    gzip: (text) => gzipText(text, gzipParts),
    agent,
  };
}
