import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  createServer as createHttp2Server,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import type { AddressInfo } from "node:net";

/** What a provider answers on one path, in the form it has on the wire. */
export type ProviderReply =
  | { readonly kind: "json"; readonly body: unknown }
  | { readonly kind: "sse"; readonly events: readonly ServerSentEvent[] }
  | { readonly kind: "ndjson"; readonly lines: readonly unknown[] }
  | { readonly kind: "bytes"; readonly contentType: string; readonly body: Uint8Array };

interface ServerSentEvent {
  readonly event?: string;
  /** A string goes out as it stands (`[DONE]`), anything else as JSON. */
  readonly data: unknown;
}

export interface ProviderServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** A model provider on 127.0.0.1 that answers each path with its reply, and any other path with 404. */
export async function startProviderServer(
  replies: Readonly<Record<string, ProviderReply>>,
  protocol: "http1" | "http2" = "http1",
): Promise<ProviderServer> {
  const answer = (request: IncomingMessage | Http2ServerRequest, response: ServerResponse | Http2ServerResponse) => {
    request.resume();
    request.on("end", () => {
      writeReply(replies[new URL(request.url ?? "/", "http://provider").pathname], response);
    });
  };
  const server = protocol === "http1" ? createServer(answer) : createHttp2Server(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => closed(server) };
}

function writeReply(reply: ProviderReply | undefined, response: ServerResponse | Http2ServerResponse): void {
  if (reply === undefined) {
    response.statusCode = 404;
    response.end();
    return;
  }
  response.setHeader("content-type", contentType(reply));
  response.end(replyBody(reply));
}

function contentType(reply: ProviderReply): string {
  switch (reply.kind) {
    case "json":
      return "application/json";
    case "sse":
      return "text/event-stream";
    case "ndjson":
      return "application/x-ndjson";
    case "bytes":
      return reply.contentType;
  }
}

function replyBody(reply: ProviderReply): string | Uint8Array {
  switch (reply.kind) {
    case "json":
      return JSON.stringify(reply.body);
    case "sse":
      return reply.events.map(sseText).join("");
    case "ndjson":
      return reply.lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    case "bytes":
      return reply.body;
  }
}

function sseText({ event, data }: ServerSentEvent): string {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return `${event === undefined ? "" : `event: ${event}\n`}data: ${text}\n\n`;
}

function closed(server: Server | Http2Server): Promise<void> {
  if ("closeAllConnections" in server) server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
