import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import type { SpanRecord, TraceRecord } from "../src/records/record.js";

/** A server on this machine that takes what a handler sends to Opik, and keeps it. */
export interface Collector {
  /** To be given as `apiUrl`. */
  readonly url: string;
  readonly traces: readonly TraceRecord[];
  readonly spans: readonly SpanRecord[];
  close(): Promise<void>;
}

/** Bad Gateway: the handler then tries again, as it would with the server itself. */
const UNREACHABLE = 502;

interface Batch {
  readonly traces?: readonly TraceRecord[];
  readonly spans?: readonly SpanRecord[];
}

/**
 * Starts a collector on a free port of 127.0.0.1. With `forwardTo`, the address of a real Opik's API, each request
 * is passed on as it came, and its records are kept only if that server took them.
 */
export async function startCollector(forwardTo?: string): Promise<Collector> {
  const traces = new Map<string, TraceRecord>();
  const spans = new Map<string, SpanRecord>();
  const server = createServer((request, response) => {
    void receive(request, forwardTo).then(({ status, batch }) => {
      for (const trace of batch.traces ?? []) traces.set(trace.id, trace);
      for (const span of batch.spans ?? []) spans.set(span.id, span);
      response.writeHead(status).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/api`,
    get traces() {
      return [...traces.values()];
    },
    get spans() {
      return [...spans.values()];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function receive(
  request: IncomingMessage,
  forwardTo: string | undefined,
): Promise<{ status: number; batch: Batch }> {
  const body = await bodyOf(request);
  const status = forwardTo === undefined ? 204 : await forward(request, body, forwardTo);
  return { status, batch: status < 300 ? readBatch(request, body) : {} };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function forward(
  { method = "POST", url = "", headers }: IncomingMessage,
  body: Buffer,
  to: string,
): Promise<number> {
  const passedOn = ["authorization", "comet-workspace", "content-type", "content-encoding"].flatMap((name) => {
    const value = headers[name];
    return typeof value === "string" ? [[name, value] satisfies [string, string]] : [];
  });
  const target = to.replace(/\/$/, "") + url.replace(/^\/api/, "");
  try {
    const answer = await fetch(target, { method, headers: passedOn, body: new Uint8Array(body) });
    return answer.status;
  } catch {
    return UNREACHABLE;
  }
}

function readBatch({ headers }: IncomingMessage, body: Buffer): Batch {
  const text = headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
  const parsed: unknown = JSON.parse(text.toString("utf8"));
  return isBatch(parsed) ? parsed : {};
}

// What arrives here was written by our own handler: the shape of each record needs no check.
function isBatch(value: unknown): value is Batch {
  return typeof value === "object" && value !== null && ("traces" in value || "spans" in value);
}
